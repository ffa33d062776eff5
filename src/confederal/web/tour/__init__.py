"""The demo's tour, clock and people. Its addresses exist in the demo only."""
