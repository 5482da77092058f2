"""SQLite and PostgreSQL behind one face."""
