"""What a gang needs before its devices exist."""

from regauge.trainer.gang import Gang, tpu_environment


def test_libtpu_is_told_its_place_and_all_addresses_in_rank_order() -> None:
    assert tpu_environment(1, ["10.0.0.9", "10.0.0.3"]) == {
        "TPU_WORKER_ID": "1",
        "TPU_WORKER_HOSTNAMES": "10.0.0.9,10.0.0.3",
    }


def test_a_gang_of_one_hears_itself_without_a_service() -> None:
    assert Gang(0, 1).gather("address", "10.0.0.9") == ["10.0.0.9"]
