"""The API's operations, a module for each resource."""
