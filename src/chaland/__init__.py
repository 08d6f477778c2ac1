"""Chaland: the customer file, loyalty and CRM of shops."""

__version__ = "0.1.0"
