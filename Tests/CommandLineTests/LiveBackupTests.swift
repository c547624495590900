import Foundation
import Testing

/// The whole of it with real programs on the real clock: a disk that is a file of a mounted bench,
/// an NTFS volume on it that ntfs-3g has mounted, files that are copied onto it in bursts, and a
/// backup by another process, which reaches disk and tape as `/dev/sg0` and `/dev/sg2`.
@Suite struct LiveBackupTests {
    private static let bench = """
        schema: 1
        scenario: live
        description: Two disks and a tape for a live backup.
        logical_units:
          - {id: d0, type: disk, size: 48MiB}
          - {id: d1, type: disk, size: 48MiB}
          - {id: t0, type: tape, capacity: 1GiB}

        """

    /// Runs a line that must end well.
    private func good(
        _ sanbench: Sanbench, _ line: String, location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let ended = try sanbench.shell(line)
        #expect(
            ended.status == 0, "\(line): \(ended.output)\(ended.errors)", sourceLocation: location)
        return ended.output
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/fuse"), "needs /dev/fuse"))
    func filesThatWereThereAtTheSnapshotComeBack() throws {
        let sanbench = try Sanbench()
        let home = sanbench.directory.path
        try sanbench.write(Self.bench, to: "live.yaml")
        _ = try good(sanbench, "mkdir mnt volume restored reference && chmod 700 .")
        let server = "--directory \(home)/s"
        _ = try good(
            sanbench, "sanbench serve --background \(server) --mount \(home)/mnt live.yaml")
        defer {
            // Whatever has failed: nothing stays mounted, nothing goes on.
            _ = try? sanbench.shell(
                """
                umount -l volume restored 2>/dev/null
                sanbench ctl stop \(server); umount -l mnt 2>/dev/null; true
                """)
        }
        _ = try good(sanbench, "mkntfs -F -Q -q mnt/disks/d0.img")
        let volume = try mount(sanbench, "mnt/disks/d0.img", "volume", "rw")
        defer { volume.terminate() }

        _ = try good(sanbench, Self.backup(server))
        try checkReport(sanbench.bytes("report.json"))
        #expect(try good(sanbench, "ls volume | grep -c '^late'").first != "0")

        let attach = "sanbench exec --attach \(server) --"
        _ = try good(sanbench, "\(attach) sanbench restore --tape /dev/sg2 --disk /dev/sg1")
        // The snapshot is /dev/sg3: every block that its volume uses is where it was.
        let verified = try good(
            sanbench, "\(attach) sanbench verify --against /dev/sg3 --used /dev/sg1")
        #expect(verified.contains("identical"), "\(verified)")
        // The disk itself has gone on.
        #expect(
            try sanbench.shell(
                "\(attach) sanbench verify --against /dev/sg3 --used /dev/sg0"
            ).status == 1)
        _ = try good(sanbench, "ntfsfix -n mnt/disks/d1.img")
        let restored = try mount(sanbench, "mnt/disks/d1.img", "restored", "ro")
        defer { restored.terminate() }
        #expect(
            try good(sanbench, "diff -r reference restored && ls restored") == """
                burst1
                burst2
                burst3
                random1
                random2
                random3

                """)
        _ = try good(sanbench, "umount volume restored && sanbench ctl stop \(server)")
        #expect(try good(sanbench, "ls mnt; ls -d s 2>/dev/null; true") == "")
    }

    /// The writes, and the backup beside them.
    private static func backup(_ server: String) -> String {
        // Three bursts with pauses that are too short; when they are over the reference is whole.
        let bursts = """
            for burst in 1 2 3; do
              cp -r Scenarios/serverless-backup volume/burst$burst
              head -c $((200000 * burst)) /dev/urandom > volume/random$burst
              cp -r volume/burst$burst volume/random$burst reference/
              sync -f volume; sleep 0.5
            done
            """
        // Then, when there is a snapshot, writing goes on until the backup has ended.
        let more = """
            until sanbench status \(server) | grep -q snapshot; do sleep 0.05; done
            number=0
            until [ -e ended ]; do
              head -c 100000 /dev/urandom > volume/late$number; sync -f volume
              cp volume/late$number volume/random1
              number=$((number + 1)); sleep 0.02
            done
            """
        return """
            (\(bursts)
            \(more)) &
            sanbench exec --attach \(server) -- sanbench backup --source /dev/sg0 \
              --tape /dev/sg2 --name live --json \
              --snapshot-command 'sanbench ctl snapshot --of d0 --as s0 \(server)' > report.json
            status=$?; sleep 0.1; touch ended; wait; exit $status
            """
    }

    private func checkReport(_ json: Data) throws {
        let report = try #require(
            try JSONSerialization.jsonObject(with: json)
                as? [String: Any])
        let source = try #require(report["source"] as? [String: Any])
        #expect(source["path"] as? String == "/dev/sg0")
        let quiet = try #require(source["quiesce"] as? [String: Any])
        #expect(try #require(quiet["waited_seconds"] as? Double) >= 3)
        #expect(try #require(quiet["restarts"] as? Int) >= 1, "the bursts were seen")
        #expect((source["snapshot"] as? [String: Any])?["path"] as? String == "/dev/sg3")
    }

    /// ntfs-3g, which serves the volume from a process of its own until it is unmounted.
    private func mount(
        _ sanbench: Sanbench, _ image: String, _ place: String, _ mode: String
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ntfs-3g", "-o", "no_detach,\(mode)", sanbench.place(image), sanbench.place(place),
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        _ = try good(
            sanbench,
            "for i in $(seq 1000); do mountpoint -q \(place) && exit 0; sleep 0.01; done; exit 1")
        return process
    }
}
