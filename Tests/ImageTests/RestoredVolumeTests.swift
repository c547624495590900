import Foundation
import ScenarioRunner
import Testing

/// A real volume, backed up to tape and restored to another disk by the copy manager, while
/// somebody writes to the disk behind the volume.
@Suite struct RestoredVolumeTests {
    /// The second disk, as a file; removed with the last reference.
    private final class RestoredDisk {
        let folder: PrivateFolder
        var path: String { folder.url.appending(path: "run/d1.disk").path }

        init(blockSize: Int) throws {
            folder = try PrivateFolder()
            let text = """
                schema: 1
                scenario: restored-volume
                seed: 9
                logical_units:
                  - {id: d0, type: disk, image: \(Images.ntfsSmall), size: 16MiB, store: file,
                     block_size: \(blockSize)}
                  - {id: d1, type: disk, size: 16MiB, store: file, block_size: \(blockSize)}
                  - {id: t0, type: tape, store: file}
                copy_manager: {limits: {maximum_segment_length: 1MiB,
                  maximum_segment_descriptor_count: 5}}
                workloads:
                  - {on: d0, burst: {writes: 900, gap: 2ms, sizes: {4KiB: 1},
                     region: {from: 8MiB, to: 16MiB}}}
                  - {on: d0, start: 4.82s, burst: {writes: 900, gap: 1ms, sizes: {4KiB: 1},
                     region: {from: 8MiB, to: 16MiB}}}
                steps:
                  - quiesce: {on: d0}
                  - snapshot: {of: d0, as: s0}
                  - backup: {from: s0, to: t0, name: volume, record: 64KiB}
                  - restore: {from: t0, to: d1, name: volume}
                  - verify: {of: d1, against: s0}
                expect:
                  - {verify: identical}
                  - {sometimes: write_during_copy}
                  - {server_payload_bytes: 0}
                """
            let scenario = try Scenario.read(text: text, file: "restored-volume.yaml").get()
            let kept = RunDirectory(keeping: folder.url.appending(path: "run").path)
            let result = try CaseRunner(
                file: scenario.file, case: scenario.cases[0], directory: kept
            ).run()
            let unmet = result.unmet.map(\.text)
            #expect(unmet == [])
        }

        deinit { folder.remove() }
    }

    @Test(arguments: [512, 4096]) func theVolumeIsByteIdentical(_ blockSize: Int) throws {
        let disk = try RestoredDisk(blockSize: blockSize)
        let image = try Data(contentsOf: URL(filePath: Images.ntfsSmall))
        let restored = try Data(contentsOf: URL(filePath: disk.path))
        #expect(image.count == 8 << 20 && restored.count == 16 << 20)
        #expect(restored.prefix(image.count) == image)
        // What was written behind the volume came along.
        let hasOthers = restored.dropFirst(image.count).contains { $0 != 0 }
        #expect(hasOthers)
    }

    @Test(.enabled(if: reasonNotToMount == nil, reasonNotToMount))
    func theRestoredVolumeHoldsItsTree() throws {
        let disk = try RestoredDisk(blockSize: 512)
        let tree = try withMountedNTFS(image: disk.path) { try FileTree(of: $0) }
        #expect(tree.firstDifference(from: try Images.ntfsSmallTree()) == nil)
        let golden = try withMountedNTFS(image: Images.ntfsSmall) { try FileTree(of: $0) }
        #expect(tree.firstDifference(from: golden) == nil)
    }
}
