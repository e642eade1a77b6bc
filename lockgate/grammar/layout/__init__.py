"""The one layout: syntax to documents, documents to text."""
