"""Property tests try 100 examples each, or 2,000 with HYPOTHESIS_PROFILE=thorough (and --timeout=0)."""

import os

from hypothesis import settings

settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", settings.get_current_profile_name()))
