"""The messages of a worker, as dataclasses: between agent and gateway, and between agent and trainer.

``contract/*.schema.json`` is the authority; tests hold both against the same fixtures. Standard library only, because
the agent imports it.
"""
