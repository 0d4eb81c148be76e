"""How the shipped weights were made, from corpus to ONNX: `python -m training`."""
