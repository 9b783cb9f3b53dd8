"""Admin pages of effects, one module per noun, and the workspace of an account on top of all."""

from campaigns.admin import campaign, touch, tracking, version, workspace

__all__ = ["campaign", "touch", "tracking", "version", "workspace"]
