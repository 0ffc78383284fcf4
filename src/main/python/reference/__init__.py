"""The parts of make_reference.py, one module per kind of fixture."""
