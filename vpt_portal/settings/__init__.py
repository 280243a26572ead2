"""Settings: `base` in sections in a fixed order; `dev`, `demo`, `test` and `production` only differ."""
