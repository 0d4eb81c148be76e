"""What the parts reach: each module prints ratios, and is run by hand or by CI where it is quick."""
