"""The sync simulator: the real server and the real tablets, with the world between them played."""
