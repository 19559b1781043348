"""``python -m regauge.agent``: the first process of a worker pod."""

from __future__ import annotations

import os
import sys

from regauge.agent.agent import Agent
from regauge.agent.settings import Settings, SettingsError


def main() -> None:
    try:
        settings = Settings.read(os.environ)
    except SettingsError as e:
        sys.stderr.write(f"agent: {e}\n")
        sys.exit(2)
    code = Agent(settings).run()
    sys.stderr.flush()
    # Conversations may be in the middle of a long poll; nothing of theirs is needed any more.
    os._exit(code)


if __name__ == "__main__":
    main()
