/// A reason for which the tool skips tests, and the tests.
struct ExpectedSkip {
    /// What the reason is.
    let why: String
    /// The tool's words for it, as far as they are alike.
    let words: String
    /// The tests by suite.
    let tests: [String: [String]]

    /// Suite and test, as `Read10.Simple`.
    var names: [String] { tests.flatMap { suite, tests in tests.map { "\(suite).\($0)" } } }
}

extension ExpectedSkip {
    /// Every test that the tool skips, as a whole or in part, on a disk that is an SG path.
    static let all = commands + properties + connections

    /// Commands that a disk here does not have.
    private static let commands: [Self] = [
        lacking(
            "COMPARE AND WRITE", "COMPAREANDWRITE",
            ["CompareAndWrite": ["Simple", "DpoFua", "Miscompare", "Unwritten"]]),
        lacking("GET LBA STATUS", "STATUS", ["GetLBAStatus": ["Simple", "BeyondEol"]]),
        lacking(
            "ORWRITE(16)", "ORWRITE", ["OrWrite": transfers + ["Protect", "DpoFua", "Verify"]]),
        lacking("PRE-FETCH(10)", "PREFETCH10", ["Prefetch10": transfers + ["Flags"]]),
        lacking("PRE-FETCH(16)", "PREFETCH16", ["Prefetch16": transfers + ["Flags"]]),
        lacking("READ DEFECT DATA(10)", "READDEFECTDATA10", ["ReadDefectData10": ["Simple"]]),
        lacking("READ DEFECT DATA(12)", "READDEFECTDATA12", ["ReadDefectData12": ["Simple"]]),
        lacking("RESERVE(6)", "RESERVE6", ["Reserve6": ["Simple"]]),
        lacking("UNMAP", "UNMAP", ["Unmap": ["VPD"]]),
        lacking(
            "WRITE ATOMIC(16)", "WRITEATOMIC16",
            ["WriteAtomic16": transfers + ["WriteProtect", "DpoFua", "VPD"]]),
        lacking(
            "WRITE SAME(10)", "WRITESAME10",
            ["WriteSame10": transfers + ["WriteProtect", "UnmapVPD", "Check"]]),
        lacking(
            "WRITE SAME(16)", "WRITESAME16",
            ["WriteSame16": transfers + ["WriteProtect", "UnmapVPD", "Check"]]),
        lacking(
            "WRITE AND VERIFY(10)", "WRITEVERIFY10",
            ["WriteVerify10": transfers + ["WriteProtect", "Flags", "Dpo"]]),
        lacking(
            "WRITE AND VERIFY(12)", "WRITEVERIFY12",
            ["WriteVerify12": transfers + ["WriteProtect", "Flags", "Dpo"]]),
        lacking(
            "WRITE AND VERIFY(16)", "WRITEVERIFY16",
            ["WriteVerify16": transfers + ["WriteProtect", "Flags", "Dpo"]]),
    ]

    private static let transfers = ["Simple", "BeyondEol", "ZeroBlocks"]

    private static func lacking(
        _ command: String, _ name: String, _ tests: [String: [String]]
    ) -> Self {
        Self(why: command, words: name + " is not implemented", tests: tests)
    }

    /// Commands that a disk of this kind does not need: nothing can be unmapped, the medium cannot be
    /// removed, and nobody protected it.
    private static let properties = [
        Self(
            why: "UNMAP and what goes with it: the disk is fully provisioned",
            words: "Logical unit is fully provisioned",
            tests: [
                "CompareAndWrite": ["InvalidDataOutSize"],
                "GetLBAStatus": ["UnmapSingle"],
                // The part that compares the page with that of logical block provisioning.
                "Inquiry": ["BlockLimits"],
                "Unmap": ["Simple", "ZeroBlocks"],
                "WriteSame10": ["Unmap", "UnmapUnaligned", "UnmapUntilEnd", "InvalidDataOutSize"],
                "WriteSame16": ["Unmap", "UnmapUnaligned", "UnmapUntilEnd", "InvalidDataOutSize"],
            ]),
        Self(
            why: "PREVENT ALLOW MEDIUM REMOVAL and START STOP UNIT: the medium is not removable",
            words: "not removable",
            tests: [
                "NoMedia": ["NoMediaSBC"],
                "PreventAllow": [
                    "Simple", "Eject", "ITNexusLoss", "Logout", "WarmReset", "ColdReset",
                    "LUNReset", "2ITNexuses",
                ],
                "StartStopUnit": ["Simple", "PwrCnd", "NoLoej"],
            ]),
        Self(
            why: "writes to a disk that is write protected: this one is not",
            words: "not write-protected", tests: ["ReadOnly": ["ReadOnlySBC"]]),
        Self(
            why: "SANITIZE, of which the tool asks only with --allow-sanitize",
            words: "--allow-sanitize flag is not set",
            tests: [
                "Sanitize": [
                    "BlockErase", "BlockEraseReserved", "CryptoErase", "CryptoEraseReserved",
                    "ExitFailureMode", "InvalidServiceAction", "Overwrite", "OverwriteReserved",
                    "Readonly", "Reservations", "Reset",
                ]
            ]),
    ]

    /// What the tool does only over iSCSI connections of its own.
    private static let connections = [
        Self(
            why: "a second I_T nexus or a PDU of its own making: an SG path has neither",
            words: "only supported for iSCSI backends",
            tests: [
                "ProutReserve": ["Access", "Ownership"].flatMap { kind in
                    ["EA", "WE", "EARO", "WERO", "EAAR", "WEAR"].map { kind + $0 }
                },
                "ProutPreempt": ["RemoveRegistration"],
                "Reserve6": [
                    "2Initiators", "Logout", "ITNexusLoss", "TargetColdReset", "TargetWarmReset",
                    "LUNReset",
                ],
                "iSCSIcmdsn": ["iSCSICmdSnTooHigh", "iSCSICmdSnTooLow"],
                "iSCSIdatasn": ["iSCSIDataSnInvalid"],
                "iSCSIResiduals": ["Read10Invalid"]
                    + ["Read10", "Read12", "Read16", "Write10", "Write12", "Write16"].map {
                        $0 + "Residuals"
                    }
                    + ["WriteVerify10", "WriteVerify12", "WriteVerify16"].map { $0 + "Residuals" },
            ]),
        Self(
            why: "several paths to one disk: one was given",
            words: "Multipath unavailable",
            tests: ["MultipathIO": ["Simple", "Reset", "CompareAndWrite", "CompareAndWriteAsync"]]),
    ]
}
