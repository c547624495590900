import Foundation
import ScenarioRunner
import Testing

/// What a logical unit, a write or a file may be, refused where the scenario says it.
@Suite struct UnitLimitTests {
    private func units(_ unit: String) -> String {
        "schema: 1\nscenario: sample\nlogical_units:\n  - \(unit)\n"
    }

    @Test func aWriteIsAtMostWhatADiskTransfersAtOnce() {
        let disk = units("{id: d0, type: disk, image: a}")
        func single(_ blocks: String) -> String {
            disk + "workloads: [{on: d0, write: {at: 1s, lba: 0, blocks: \(blocks)}}]"
        }
        #expect(faults(in: single("131072")) == "")
        for blocks in ["131073", "4294967295"] {
            #expect(
                faults(in: single(blocks)) == "a.yaml:5:54: workloads[0].write.blocks: found"
                    + " \(blocks); expected a number from 1 to 131072")
        }
        func burst(_ size: String) -> String {
            disk + "workloads: [{on: d0, burst: {writes: 1, sizes: {\(size): 1}}}]"
        }
        #expect(faults(in: burst("64MiB")) == "")
        #expect(
            faults(in: burst("65MiB")) == "a.yaml:5:49: workloads[0].burst.sizes.65MiB: found"
                + " 65MiB; expected from 1 to 67108864 bytes")
    }

    @Test func aScenarioIsARegularFile() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("unit-limit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("a.yaml")
        let link = folder.appendingPathComponent("b.yaml")
        try Data(shortest.utf8).write(to: file)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        for path in [folder.path, "/dev/null"] {
            guard case .failure(let found) = Scenario.read(file: path) else {
                Issue.record("\(path) is no scenario")
                continue
            }
            #expect(
                found.description
                    == "\(path):1:1: found a file that cannot be read; expected a scenario file")
        }
        #expect(throws: Never.self) { try Scenario.read(file: link.path).get() }
    }

    @Test func aTapesNameIsItsCartridgesVolumeIdentifier() {
        let name = String(repeating: "t", count: 32)
        #expect(faults(in: units("{id: \(name), type: tape}")) == "")
        #expect(
            faults(in: units("{id: \(name)t, type: tape}")) == "a.yaml:4:10: logical_units[0].id:"
                + " found \(name)t; expected a tape's name of at most 32 characters, which is its"
                + " cartridge's volume identifier")
        #expect(faults(in: units("{id: \(name)t, type: disk, size: 1MiB}")) == "")
    }

    @Test func aCartridgeLeavesNothingToChoose() {
        #expect(faults(in: units("{id: t0, type: tape, cartridge: a, store: file}")) == "")
        #expect(
            faults(
                in: units(
                    "{id: t0, type: tape, cartridge: a, capacity: 1GiB, early_warning: 1MiB,"
                        + " store: memory}")) == """
                    a.yaml:4:50: logical_units[0].capacity: found 1GiB; expected no such key beside \
                    cartridge, by which it is settled
                    a.yaml:4:71: logical_units[0].early_warning: found 1MiB; expected no such key \
                    beside cartridge, by which it is settled
                    a.yaml:4:84: logical_units[0].store: found memory; expected no such key beside \
                    cartridge, by which it is settled
                    """)
    }

    @Test func aPortIsNamedAsItsTransportNamesIt() throws {
        let disk = "{id: d0, type: disk, size: 1MiB, "
        let right = disk + "lun: 255, ports: [{sas_address: 0102030405060708}]}"
        #expect(faults(in: units(right)) == "")
        let wrong = """
            lun: 256, ports: [{n_port_name: 01 02}, {target_identifier: 16}, {sas: 1}, \
            {sas_address: 0102030405060708, port_number: 1}, {ipv6_address: 00}]}
            """
        #expect(
            faults(in: units(disk + wrong)) == """
                a.yaml:4:43: logical_units[0].lun: found 256; expected a number from 0 to 255
                a.yaml:4:56: logical_units[0].ports[0].n_port_id: missing; expected 3 bytes
                a.yaml:4:70: logical_units[0].ports[0].n_port_name: found 2 bytes; expected 8 bytes
                a.yaml:4:98: logical_units[0].ports[1].target_identifier: found 16; expected a \
                number from 0 to 15
                a.yaml:4:104: logical_units[0].ports[2].sas: unknown key; known here: n_port_name, \
                target_identifier, sas_address, ipv6_address
                a.yaml:4:145: logical_units[0].ports[3].port_number: unknown key; known here: \
                sas_address
                a.yaml:4:162: logical_units[0].ports[4].port_number: missing; expected a number \
                from 1 to 65535
                a.yaml:4:177: logical_units[0].ports[4].ipv6_address: found 1 bytes; expected 16 \
                bytes
                """)
        let many = Array(repeating: "{target_identifier: 1}", count: 17).joined(separator: ", ")
        #expect(
            faults(in: units(disk + "ports: [\(many)]}"))
                == "a.yaml:4:45: logical_units[0].ports: found 17; expected at most 16 ports")
    }

    @Test(arguments: [("memory", "1TiB", "1099511627776"), ("file", "64TiB", "70368744177664")])
    func aDiskIsAsLargeAsItsStoreAllows(_ store: String, _ size: String, _ bytes: String) {
        let disk = "{id: d0, type: disk, store: \(store), size: "
        #expect(faults(in: units(disk + size + "}")) == "")
        #expect(
            faults(in: units(disk + "65TiB}"))
                == "a.yaml:4:\(disk.count + 5): logical_units[0].size: found 65TiB; expected from"
                + " 512 to \(bytes) bytes, which the store \(store) can hold")
    }
}
