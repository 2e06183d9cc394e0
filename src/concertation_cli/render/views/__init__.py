"""Views: from what the engine returns to blocks, one module for each screen or page."""
