"""The till screen: an enrolled browser that sellers share by their PIN, and that goes on working without a network."""
