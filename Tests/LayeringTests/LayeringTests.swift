import Testing

/// The house as it is built, against the table.
@Suite struct LayeringTests {
    @Test func everyFolderIsARoom() throws {
        let folders = try Repository.entries(of: "Sources")
        #expect(!folders.isEmpty)
        #expect(folderFindings(folders, house: .sanbench) == [])
    }

    @Test func everyImportIsAllowed() throws {
        let files = try Repository.files(below: "Sources", extensions: ["swift"])
        #expect(!files.isEmpty)
        for file in files {
            #expect(importFindings(path: file.path, text: file.text, house: .sanbench) == [])
        }
    }

    @Test func everyDeclaredDependencyIsAllowed() throws {
        let text = try Repository.file("Package.swift").text
        #expect(declaredTargets(in: text).count > 4)
        #expect(packageFindings(text: text, house: .sanbench) == [])
    }

    @Test func unsafeCodeStaysInItsRooms() throws {
        for file in try Repository.files(below: "Sources", extensions: ["swift"]) {
            #expect(
                unsafeFindings(path: file.path, text: file.text, places: placesOfUnsafeCode) == []
            )
        }
    }
}

/// The table itself: an edit of it must not quietly undo the design.
@Suite struct HouseTests {
    private let house = House.sanbench

    @Test func theWingsDoNotKnowEachOther() {
        let names = { (place: Room.Place) in
            Set(house.rooms.filter { $0.place == place }.map(\.name))
        }
        for room in house.rooms where room.place != .roof {
            let reached = house.importableRooms(from: room.name)
            let wing = names(room.place).union(names(.ground))
            #expect(reached.isSubset(of: wing), "\(room.name)")
            #expect(!reached.contains(room.name), "\(room.name) lies below itself")
        }
    }

    @Test func theRoofReachesBothWings() {
        for name in ["ScenarioRunner", "sanbench"] {
            #expect(
                house.importableRooms(from: name).isSuperset(of: ["Fabric", "ServerlessBackup"])
            )
        }
        // All but itself, the benchmarks, the fuzzers and the probe, which are programs of their own.
        #expect(house.importableRooms(from: "sanbench").count == house.rooms.count - 5)
    }

    @Test func everyNameOfTheTableIsARoomOfTheTable() {
        for room in house.rooms {
            for name in room.below { #expect(house.room(name) != nil, "\(name)") }
        }
        #expect(Set(house.rooms.map(\.name)).count == house.rooms.count)
    }
}

/// Each rule is fed a bad example: a rule that cannot report anything is worth nothing.
@Suite struct LayeringRulesTests {
    private func imports(_ text: String, in target: String) -> [String] {
        importFindings(path: "Sources/\(target)/File.swift", text: text, house: .sanbench)
    }

    @Test func reportsTheOtherWing() {
        #expect(
            imports("import Devices\n", in: "ServerlessBackup")
                == [
                    "Sources/ServerlessBackup/File.swift:1: ServerlessBackup may not import Devices"
                ]
        )
        #expect(imports("import VolumeMap\n", in: "Fabric").count == 1)
    }

    @Test func reportsAHigherFloor() {
        #expect(imports("\n\nimport Fabric\n", in: "Devices").count == 1)
        #expect(imports("import SCSI\n", in: "WireBytes").count == 1)
        #expect(imports("import Trace\n", in: "SCSI").count == 1)
    }

    @Test func allowsWhatLiesBelow() {
        #expect(imports("import Media\nimport SCSI\nimport Trace\n", in: "Fabric") == [])
        #expect(imports("import CISAL\n", in: "WireBytes") == [])
        #expect(imports("import Fabric\nimport VolumeMap\n", in: "ScenarioRunner") == [])
    }

    @Test(arguments: [
        "@testable import Devices", "public import Devices", "@_exported import Devices",
        "import struct Devices.Disk", "@_spi(A, B) private import Devices", "import `Devices`",
        "@preconcurrency\nimport Devices", "#if DEBUG\nimport Devices\n#endif",
        "import SCSI; import Devices", "import Devices.Inner", "internal import func Devices.f",
        "/* outer /* inner */ */ import Devices", "let a = \"\"\nimport Devices",
    ])
    func seesEveryFormOfAnImport(_ text: String) {
        #expect(imports(text, in: "ServerlessBackup").count == 1)
    }

    @Test(arguments: [
        "// import Devices", "/* import Devices */", "let a = \"import Devices\"",
        "let a = \"\"\"\n    import Devices\n    \"\"\"", "let a = #\"a \" import Devices\"#",
        "let a = kind.import", "func f(import Devices: Int) {}",
    ])
    func seesNoImportWhereThereIsNone(_ text: String) {
        #expect(imports(text, in: "ServerlessBackup") == [])
    }

    @Test(arguments: [
        ("Yams", "ScenarioRunner"), ("ArgumentParser", "sanbench"), ("HeapModule", "Fabric"),
        ("Collections", "Media"), ("CISAL", "WireBytes"), ("Glibc", "Media"),
        ("CSGUtils", "SGInitiator"), ("Foundation", "ScenarioRunner"),
    ])
    func keepsWhatIsOutsideToItsRoom(_ module: String, _ room: String) {
        #expect(imports("import \(module)", in: room) == [])
        #expect(imports("import \(module)", in: "Devices").count == 1)
        #expect(imports("import \(module)", in: "ServerlessBackup").count == 1)
    }

    @Test func reportsAnUnknownRoom() {
        #expect(imports("", in: "Cupboard").count == 1)
        #expect(imports("", in: "CISAL").count == 1)
        #expect(folderFindings(["SCSI", "Cupboard"], house: .sanbench).count == 1)
    }

    @Test(arguments: [
        "let a = unsafe f()", "@unsafe struct A {}", "nonisolated(unsafe) var a = 1",
        "let a = \"\\(unsafe f())\"", "let a = 1 / 2; let b = unsafe f() / 2",
    ])
    func reportsUnsafeCode(_ text: String) {
        let find = { unsafeFindings(path: $0, text: text, places: placesOfUnsafeCode) }
        #expect(find("Sources/Devices/A.swift") == ["Sources/Devices/A.swift:1: unsafe code"])
        #expect(find("Sources/Media/Disk.swift").count == 1)
        #expect(find("Sources/Media/IO/File.swift") == [])
        #expect(find("Sources/WireBytes/A.swift") == [])
    }

    @Test(arguments: [
        "// unsafe", "let a = \"unsafe\"", "let a = kind.unsafe", "f(unsafe: 1)",
        "let isunsafe = 1",
        "let `unsafe` = 1", "let a = /unsafe/", "let a = #/unsafe\"/#",
    ])
    func reportsNothingThatIsOnlyCalledUnsafe(_ text: String) {
        #expect(unsafeFindings(path: "Sources/Devices/A.swift", text: text, places: []) == [])
    }
}
