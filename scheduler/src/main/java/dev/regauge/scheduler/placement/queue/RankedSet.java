package dev.regauge.scheduler.placement.queue;

import java.time.Instant;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set that knows the rank of what is in it. Kept in blocks, so that a change moves little, a rank is counted block by block, and a search or a walk
 * meets no nodes in between. Beside each element stands a number that sorts nearly as the order does: with 100,000 jobs in memory each one looked at would be
 * fetched from far away, and so a search looks at numbers side by side, and only at those jobs between which these do not tell.
 */
public final class RankedSet<E> extends AbstractCollection<E> {
    private static final int LARGEST_BLOCK = 512;
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1000 - 1;

    private static final class Block<E> {
        private long[] numbers = new long[8];
        private final List<E> elements = new ArrayList<>();

        int size() {
            return elements.size();
        }

        void add(int at, long number, E element) {
            int size = size();
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            System.arraycopy(numbers, at, numbers, at + 1, size - at);
            numbers[at] = number;
            elements.add(at, element);
        }

        void remove(int at) {
            System.arraycopy(numbers, at + 1, numbers, at, size() - at - 1);
            elements.remove(at);
        }

        /** What stands there and behind. */
        Block<E> splitOff(int from) {
            Block<E> rest = new Block<>();
            List<E> half = elements.subList(from, size());
            rest.numbers = Arrays.copyOfRange(numbers, from, size());
            rest.elements.addAll(half);
            half.clear();
            return rest;
        }
    }

    private final Comparator<? super E> order;
    private final ToLongFunction<? super E> rounded;
    /** None is empty. */
    private final List<Block<E>> blocks = new ArrayList<>();

    private int size;

    /** Asked for most, and far behind the blocks; null = it is empty. */
    private @Nullable E first;

    /** {@code rounded}: never larger for what comes before; where it is equal {@code order} tells. */
    public RankedSet(Comparator<? super E> order, ToLongFunction<? super E> rounded) {
        this.order = order;
        this.rounded = rounded;
    }

    /** Of an order that begins with a time: its milliseconds, bounded, since there are times without. */
    public static long millis(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), -MOST_SECONDS, MOST_SECONDS);
        return seconds * 1000 + (Math.abs(seconds) == MOST_SECONDS ? 0 : time.getNano() / 1_000_000);
    }

    /** False = it was there already. */
    @Override
    public boolean add(E element) {
        if (blocks.isEmpty()) {
            blocks.add(new Block<>());
        }
        long number = rounded.applyAsLong(element);
        // most come last
        boolean afterAll =
                size == 0 || compare(blocks.getLast(), blocks.getLast().size() - 1, number, element) < 0;
        int at = afterAll ? blocks.size() - 1 : blockOf(number, element);
        Block<E> block = blocks.get(at);
        int place = afterAll ? block.size() : placeIn(block, number, element);
        if (!afterAll && compare(block, place, number, element) == 0) {
            return false;
        }
        block.add(place, number, element);
        if (block.size() > LARGEST_BLOCK) {
            blocks.add(at + 1, block.splitOff(LARGEST_BLOCK / 2));
        }
        size++;
        if (at == 0 && place == 0) {
            first = element;
        }
        return true;
    }

    /** What is equal by the order; false = there is nothing. */
    @Override
    @SuppressWarnings("unchecked") // as sorted sets do: what cannot be compared is no element
    public boolean remove(Object equal) {
        E element = (E) equal;
        long number = rounded.applyAsLong(element);
        int at = blockOf(number, element);
        if (at == blocks.size()) {
            return false;
        }
        Block<E> block = blocks.get(at);
        int place = placeIn(block, number, element);
        if (compare(block, place, number, element) != 0) {
            return false;
        }
        block.remove(place);
        if (block.size() == 0) {
            blocks.remove(at);
        }
        size--;
        if (at == 0 && place == 0) {
            first = size == 0 ? null : blocks.getFirst().elements.getFirst();
        }
        return true;
    }

    /** Puts the element in the place of the one that is equal by the order; false = there is nothing. */
    public boolean replace(E element) {
        long number = rounded.applyAsLong(element);
        int at = blockOf(number, element);
        if (at == blocks.size()) {
            return false;
        }
        Block<E> block = blocks.get(at);
        int place = placeIn(block, number, element);
        boolean there = compare(block, place, number, element) == 0;
        if (there) {
            block.elements.set(place, element);
            first = at == 0 && place == 0 ? element : first;
        }
        return there;
    }

    /** How many are before the element, whether or not it is there itself. */
    public int rank(E element) {
        long number = rounded.applyAsLong(element);
        int at = blockOf(number, element);
        int before = 0;
        for (int i = 0; i < at; i++) {
            before += blocks.get(i).size();
        }
        return at == blocks.size() ? before : before + placeIn(blocks.get(at), number, element);
    }

    /** The first block that does not end before the element. */
    private int blockOf(long number, E element) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Block<E> block = blocks.get(middle);
            if (compare(block, block.size() - 1, number, element) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first place of the block whose element is not before this one; the last one is not. */
    private int placeIn(Block<E> block, long number, E element) {
        int low = 0;
        int high = block.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(block, middle, number, element) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(Block<E> block, int at, long number, E element) {
        int byNumber = Long.compare(block.numbers[at], number);
        return byNumber != 0 ? byNumber : order.compare(block.elements.get(at), element);
    }

    /** @throws NoSuchElementException if it is empty */
    public E first() {
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first;
    }

    /** @throws NoSuchElementException if it is empty */
    public E last() {
        return blocks.getLast().elements.getLast();
    }

    @Override
    public int size() {
        return size;
    }

    /** In order; the set must not change meanwhile. */
    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private int block;
            private int next;

            @Override
            public boolean hasNext() {
                return block < blocks.size();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<E> here = blocks.get(block).elements;
                E element = here.get(next++);
                if (next == here.size()) {
                    block++;
                    next = 0;
                }
                return element;
            }
        };
    }
}
