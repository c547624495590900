import Styling
import Testing

@testable import DeviceSAN

/// What `doctor` finds on a machine: a folder that is laid out as one.
@Suite struct MachineSurveyTests {
    private func places(_ folder: ScratchFolder) -> MachineSurvey.Places {
        MachineSurvey.Places(
            root: folder.path, programFolders: [folder.path + "/bin"],
            libraryFolders: [folder.path + "/build", folder.path + "/lib"])
    }

    private func state(_ survey: MachineSurvey, _ name: String) -> MachineFinding.State? {
        survey.findings.first { $0.name == name }?.state
    }

    @Test func anEmptyMachineLacksEverything() throws {
        let folder = try ScratchFolder()
        let survey = MachineSurvey(places(folder))
        #expect(!survey.canWork && survey.devices.isEmpty)
        #expect(survey.findings.allSatisfy { $0.state != .ok })
        // Each says how it is to be had.
        #expect(survey.findings.allSatisfy { $0.remedy != nil })
        let report = MachineReport(survey, style: TextStyle(isColoured: false))
        #expect(report.lines.last?.hasPrefix("no program can be given") == true)
        #expect(report.lines.contains { $0.contains("-> apt-get install mt-st") })
        #expect(report.json.contains("\"can_work\" : false"))
    }

    @Test func eitherWayInIsEnough() throws {
        let loopback = try ScratchFolder()
        try loopback.write("", to: "lib/libSGPreload.so")
        #expect(!MachineSurvey(places(loopback)).canWork)
        try loopback.write("", to: "dev/shm/x")
        let survey = MachineSurvey(places(loopback))
        #expect(survey.canWork && state(survey, "preload library") == .ok)

        let fuse = try ScratchFolder()
        try fuse.write("", to: "dev/fuse")
        #expect(!MachineSurvey(places(fuse)).canWork)
        try fuse.write("", to: "bin/fusermount3")
        #expect(!MachineSurvey(places(fuse)).canWork, "it is no program")
        try fuse.write("", to: "bin/fusermount3", isExecutable: true)
        try fuse.write("# user_allow_other\n", to: "etc/fuse.conf")
        let found = MachineSurvey(places(fuse))
        #expect(found.canWork && state(found, "user_allow_other") == .limited)
        try fuse.write("  user_allow_other\n", to: "etc/fuse.conf")
        #expect(state(MachineSurvey(places(fuse)), "user_allow_other") == .ok)
    }

    @Test func nodesAreFoundInTheOrderOfTheirNumbers() throws {
        let folder = try ScratchFolder()
        try folder.write("30536\t20140603\n", to: "proc/scsi/sg/version")
        for name in ["sg10", "sg2", "sgx", "sda"] { try folder.write("", to: "dev/" + name) }
        for name in ["sg2", "sg3"] {
            try folder.write("", to: "sys/class/scsi_generic/\(name)/dev")
        }
        let survey = MachineSurvey(places(folder))
        #expect(
            survey.devices.map(\.path) == ["sg2", "sg3", "sg10"].map { folder.path + "/dev/" + $0 })
        // They are files, which take no commands.
        #expect(survey.devices.allSatisfy { $0.problem?.contains("takes SCSI commands") == true })
        let driver = survey.findings.first { $0.name == "kernel driver sg" }
        #expect(driver?.detail == "version 30536" && driver?.state == .ok)
        #expect(state(survey, "nodes") == .limited, "sg3 has no node")
    }
}
