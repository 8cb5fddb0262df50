"""What is generated from the contract, a module for each part."""
