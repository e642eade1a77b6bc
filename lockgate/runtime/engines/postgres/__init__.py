"""PostgreSQL in the child process: connection, catalogue, publishing and transfer."""
