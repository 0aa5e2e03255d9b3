// One cluster and one load at a time: the machine that runs these may have two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
