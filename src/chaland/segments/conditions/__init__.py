"""The types of conditions, a module for each family. A new one: its fact in the lake, its type here, its sentence."""
