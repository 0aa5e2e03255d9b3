using Xunit;

// Each class opens about 36 connections to the one private PostgreSQL, which takes 120: more classes at once, as a machine
// with many cores would run, would find none free.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
