package dev.regauge.scheduler.placement.queue;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A sorted set that knows the rank of what is in it. Kept in blocks, so that a change moves little, a rank is counted block by block, and a search or a walk
 * meets what it compares and no nodes in between: with 100,000 jobs in memory, each of those would be fetched from far away.
 */
public final class RankedSet<E> extends AbstractCollection<E> {
    private static final int LARGEST_BLOCK = 512;

    private final Comparator<? super E> order;
    /** None is empty. */
    private final List<List<E>> blocks = new ArrayList<>();

    private int size;

    public RankedSet(Comparator<? super E> order) {
        this.order = order;
    }

    /** False = it was there already. */
    @Override
    public boolean add(E element) {
        if (blocks.isEmpty()) {
            blocks.add(new ArrayList<>());
        }
        // most come last
        boolean afterAll = size == 0 || order.compare(last(), element) < 0;
        int number = afterAll ? blocks.size() - 1 : blockOf(element);
        List<E> block = blocks.get(number);
        int at = afterAll ? -block.size() - 1 : Collections.binarySearch(block, element, order);
        if (at >= 0) {
            return false;
        }
        block.add(-at - 1, element);
        if (block.size() > LARGEST_BLOCK) {
            List<E> half = block.subList(LARGEST_BLOCK / 2, block.size());
            blocks.add(number + 1, new ArrayList<>(half));
            half.clear();
        }
        size++;
        return true;
    }

    /** What is equal by the order; false = there is nothing. */
    @Override
    @SuppressWarnings("unchecked") // as sorted sets do: what cannot be compared is no element
    public boolean remove(Object equal) {
        E element = (E) equal;
        int number = blockOf(element);
        if (number == blocks.size()) {
            return false;
        }
        List<E> block = blocks.get(number);
        int at = Collections.binarySearch(block, element, order);
        if (at < 0) {
            return false;
        }
        block.remove(at);
        if (block.isEmpty()) {
            blocks.remove(number);
        }
        size--;
        return true;
    }

    /** How many are before the element, whether or not it is there itself. */
    public int rank(E element) {
        int number = blockOf(element);
        int before = 0;
        for (int i = 0; i < number; i++) {
            before += blocks.get(i).size();
        }
        if (number == blocks.size()) {
            return before;
        }
        int at = Collections.binarySearch(blocks.get(number), element, order);
        return before + (at >= 0 ? at : -at - 1);
    }

    /** The first block that does not end before the element. */
    private int blockOf(E element) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.compare(blocks.get(middle).getLast(), element) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** @throws NoSuchElementException if it is empty */
    public E first() {
        return blocks.getFirst().getFirst();
    }

    /** @throws NoSuchElementException if it is empty */
    public E last() {
        return blocks.getLast().getLast();
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
                List<E> here = blocks.get(block);
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
