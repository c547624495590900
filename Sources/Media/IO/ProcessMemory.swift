import CLinuxFile

/// How this process deals with memory that is freed.
public enum ProcessMemory {
    /// Freed memory up to this many bytes stays with the process.
    private static let kept: Int32 = 1 << 30
    /// The heap grows by so many bytes at a time.
    private static let growth: Int32 = 16 << 20

    /// Keeps freed memory for what comes next, instead of giving it back to the system and asking
    /// for it again, page fault by page fault: simulations write and drop megabytes a millisecond.
    ///
    /// A program calls it once, at its start.
    public static func keepFreedMemory() {
        linux_keep_freed_memory(kept, growth)
    }
}
