"""What assistants may ask for, and the server that they ask: loaded by `mcp` alone."""
