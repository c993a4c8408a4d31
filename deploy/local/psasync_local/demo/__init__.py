"""The demo: the main job, told on a simulated tenant, through the interfaces that everybody uses."""

from psasync_local.demo.story import tell

__all__ = ["tell"]
