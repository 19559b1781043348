"""Programs that ship with the worker image. They use nothing but `regauge`'s public names, as a user's would."""
