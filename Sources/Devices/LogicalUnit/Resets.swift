import SCSI

// What happens to a logical unit without a command. Whoever runs its commands ends those that are
// running; here is what the device server itself forgets, and whom it tells.

extension DeviceServer {
    /// A logical unit reset (SAM-5, Logical unit reset): mode parameters are what they were at
    /// power on, the medium can be removed, and every nexus is told. Persistent reservations stay.
    public func resetLogicalUnit() {
        modeParameters.reset()
        resetDevice()
        unitAttentions.establish(.busDeviceReset)
    }

    /// The loss of an I_T nexus (SAM-5, I_T nexus loss): it prevents no removal any more, and is
    /// told when it is back. Its registration and its reservation stay.
    public func loseNexus(_ nexus: NexusIdentifier) {
        allowRemoval(for: [nexus])
        unitAttentions.establish(.nexusLoss, for: nexus)
    }
}
