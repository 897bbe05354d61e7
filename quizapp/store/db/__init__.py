"""The database: connection, tables, column types, and conversion of documents."""
