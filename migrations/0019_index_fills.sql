-- Indexes are filled in their own order: `after` is the last key that was taken over as it stands in partition_index_keys. What was
-- begun in the order of the table begins anew; keys that are there already stay.
UPDATE partition_index_fills SET after = x'';
