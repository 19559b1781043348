"""What a pod tells its agent, in environment variables (``docs/contracts.md`` section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLATFORMS = ("cpu", "cuda", "tpu")


class SettingsError(ValueError):
    """A variable is missing or not allowed; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    gateway_url: str
    compile_url: str
    ca_pem: str
    token_file: Path
    namespace: str
    pod: str
    pod_uid: str
    pod_ip: str
    node: str
    job: str
    job_uid: str
    platform: str
    chips: int
    cache: Path

    @staticmethod
    def read(env: Mapping[str, str]) -> Settings:
        def text(name: str) -> str:
            value = env.get(name, "")
            if not value:
                raise SettingsError(f"{name} is {value!r}, allowed is a non-empty value; the operator sets it")
            return value

        def url(name: str) -> str:
            value = text(name).rstrip("/")
            if not value.startswith("https://"):
                raise SettingsError(f"{name} is {value!r}, allowed is https://host:port")
            return value

        platform = text("REGAUGE_PLATFORM")
        if platform not in PLATFORMS:
            raise SettingsError(f"REGAUGE_PLATFORM is {platform!r}, allowed is one of {', '.join(PLATFORMS)}")
        chips = text("REGAUGE_CHIPS")
        if not chips.isdigit() or int(chips) < 1:
            raise SettingsError(f"REGAUGE_CHIPS is {chips!r}, allowed is an integer of at least 1")
        return Settings(
            gateway_url=url("REGAUGE_GATEWAY_URL"),
            compile_url=url("REGAUGE_COMPILE_URL"),
            ca_pem=text("REGAUGE_CA_PEM"),
            token_file=Path(text("REGAUGE_TOKEN_FILE")),
            namespace=text("REGAUGE_NAMESPACE"),
            pod=text("REGAUGE_POD_NAME"),
            pod_uid=text("REGAUGE_POD_UID"),
            pod_ip=text("REGAUGE_POD_IP"),
            node=text("REGAUGE_NODE_NAME"),
            job=text("REGAUGE_JOB"),
            job_uid=text("REGAUGE_JOB_UID"),
            platform=platform,
            chips=int(chips),
            cache=Path(text("REGAUGE_CACHE_DIR")),
        )
