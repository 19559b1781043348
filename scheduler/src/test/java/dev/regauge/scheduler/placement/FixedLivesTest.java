package dev.regauge.scheduler.placement;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few lives that are the same in every run: what the properties say of all lives, cheap enough to be asked of every mutant. */
class FixedLivesTest {
    private final EnginePropertiesTest engines = new EnginePropertiesTest();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theIndexedEngineDecidesWhatThePlainOneDoes(long seed) {
        engines.theIndexedEngineDecidesWhatThePlainOneDoes(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void noChipIsGivenTwiceGangsAreWholeAndQuotasKept(long seed) {
        engines.noChipIsGivenTwiceGangsAreWholeAndQuotasKept(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11})
    void anEngineFedFromListsWaitsForTheSameReasons(long seed) {
        engines.anEngineFedFromListsWaitsForTheSameReasons(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13, 14})
    void nothingIsIdleThatSomebodyCouldUse(long seed) {
        new WorkConservingTest().nothingIsIdleThatSomebodyCouldUseUnlessItIsKeptForAJobWithoutRoom(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 16})
    void theOrderOfNewsDoesNotMatter(long seed) {
        new NewsPropertiesTest().theOrderOfNewsAboutDifferentThingsDoesNotMatter(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {17, 18, 19})
    void nobodyWaitsForEver(long seed) {
        BoundedWaitTest waits = new BoundedWaitTest();
        waits.whileEstimatesHoldNobodyDelaysWhoComesFirst(seed);
        waits.howeverOthersLieAGangStarts(seed);
        waits.howeverManySmallSlicesComeALargeOneStarts(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 21})
    void gangsAndSlicesLieWhereTheyShould(long seed) {
        new CarvedLivesTest().slicesAreLegalNoHostIsGivenTwiceAndNamesOfHostsDoNotMatter(seed);
        new WholeHostLivesTest().aGangLiesInTheTightestDomainThatHasRoomForIt(seed);
        new WholeHostLivesTest().aSliceOfTheProviderIsTakenWholeAndByItsShapeAndIsNotIdleWhileSomebodyWantsIt(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {22, 23})
    void aFleetThatLivedKnowsWhatIsFreeAndWhatCouldBe(long seed) {
        FleetModelTest fleets = new FleetModelTest();
        fleets.aFleetThatLivedDecidesAsOneThatWasToldTheFacts(seed);
        fleets.whatWouldBeIfJobsLeftIsWhatIsWithoutThem(seed);
        fleets.whatCouldEverFitIsWhatFitsWhenAllHaveLeft(seed);
    }
}
