// One browser and one Servepath at a time: the machine that runs these may have two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
