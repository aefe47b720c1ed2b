// A real Elasticsearch is one for all tests, and each begins with an empty one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
