"""The talk beside a question: comments and attachments. It decides nothing."""
