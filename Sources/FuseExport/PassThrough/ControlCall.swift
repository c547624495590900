/// An ioctl(2) as the kernel hands it on: the numbers of the SCSI drivers say neither how much
/// memory they mean nor which way it goes, so there is the pointer alone.
struct ControlCall: Sendable {
    /// The request's number.
    let command: UInt32
    /// The third argument: an address in the caller's memory, as a rule.
    let argument: UInt64
    /// Whether it was sent by a program of another word size, or to a directory.
    let isForeign: Bool
}
