import CopyManager

extension Fabric {
    /// The copies that have not ended, in the order in which they began, each with the name of the
    /// logical unit that got the command.
    public var runningCopies: [(unit: String, progress: CopyProgress)] {
        copyManager.progress.map { progress in
            (units.first { $0.logicalUnit === progress.receiver }?.id ?? "", progress)
        }
    }
}
