/// The house's table: which target may import what. It follows the design; a new room is a new
/// line here, and the design's own table changes with it.
struct Room {
    /// The part of the house where a room lies.
    enum Place: Equatable {
        case ground, san, engine, roof
    }

    var name: String
    var place: Place
    /// The rooms that it may import directly. What those may import, it may too.
    var below: [String] = []
    /// C libraries, third-party modules and system modules: for this room alone, never inherited.
    var outside: [String] = []
}

/// The table and what follows from it.
struct House {
    var rooms: [Room]
    /// C targets. They hold no Swift, import no room, and each room names those that it may use.
    var cellar: Set<String>

    func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

    /// Every room that `name` may import: those below it in its own wing, and for all but the
    /// ground floor itself the whole ground floor.
    func importableRooms(from name: String) -> Set<String> {
        guard let room = room(name) else { return [] }
        var found: Set<String> = []
        var open = room.below
        if room.place != .ground { open += rooms.filter { $0.place == .ground }.map(\.name) }
        while let next = open.popLast() {
            if found.insert(next).inserted { open += self.room(next)?.below ?? [] }
        }
        return found
    }

    /// Whether the table lets `name` import the module `module`.
    func mayImport(_ module: String, from name: String) -> Bool {
        guard let room = room(name) else { return false }
        return room.outside.contains(module) || importableRooms(from: name).contains(module)
    }
}

extension House {
    /// What is ours: anything else that a `Package.swift` names is a third party's.
    var targets: Set<String> { cellar.union(rooms.map(\.name)) }

    static let sanbench = House(
        rooms: [
            Room(name: "WireBytes", place: .ground, outside: ["CISAL", "COpenSSL"]),
            Room(name: "Timebase", place: .ground),
            Room(name: "Styling", place: .ground),
            Room(name: "Trace", place: .ground, below: ["Timebase"]),
            Room(name: "SCSI", place: .ground, below: ["WireBytes", "Timebase"]),

            Room(
                name: "Media",
                place: .san,
                outside: ["CLinuxFile", "Glibc", "Synchronization", "HeapModule", "Collections"]
            ),
            Room(name: "Devices", place: .san, below: ["Media"]),
            Room(name: "CopyManager", place: .san, below: ["Devices"]),
            Room(
                name: "Fabric",
                place: .san,
                below: ["CopyManager", "Devices"],
                outside: ["Synchronization", "HeapModule", "Collections", "Dispatch"]
            ),
            Room(
                name: "LoopbackSG",
                place: .san,
                below: ["Fabric"],
                outside: ["CLoopbackSG", "CLinuxSG", "Glibc", "Synchronization"]
            ),
            Room(
                name: "FuseExport",
                place: .san,
                below: ["Fabric"],
                outside: ["CFuse3", "CLinuxSG", "Dispatch", "Glibc", "Synchronization"]
            ),
            Room(
                name: "ISCSITarget",
                place: .san,
                below: ["Fabric"],
                outside: ["Glibc", "Synchronization"]
            ),

            Room(name: "VolumeMap", place: .engine),
            Room(
                name: "SGInitiator",
                place: .engine,
                outside: ["CSGUtils", "CLinuxSG", "Glibc", "Synchronization"]
            ),
            // The catalog is SQLite; its blobs are Foundation's.
            Room(
                name: "ServerlessBackup",
                place: .engine,
                below: ["VolumeMap"],
                outside: ["GRDB", "FoundationEssentials"]
            ),
            Room(name: "Conformance", place: .engine),

            Room(
                name: "Explanation",
                place: .roof,
                below: ["Fabric", "ServerlessBackup", "Conformance"]
            ),
            // Disks and tapes that are files, for commands that work without a scenario.
            Room(
                name: "FileSAN",
                place: .roof,
                below: ["Fabric", "ServerlessBackup"],
                outside: ["Foundation"]
            ),
            // The same for devices of this machine: real hardware.
            Room(
                name: "DeviceSAN",
                place: .roof,
                below: ["FileSAN", "SGInitiator"],
                outside: ["Foundation", "Synchronization"]
            ),
            // Only the command line learns of the ways in.
            Room(
                name: "ScenarioRunner",
                place: .roof,
                below: ["Fabric", "ServerlessBackup", "Conformance"],
                outside: ["Yams", "Foundation", "Glibc", "Synchronization"]
            ),
            // A bench that other programs use: the ways in together, and what is said to it.
            Room(
                name: "BenchServer",
                place: .roof,
                below: ["ScenarioRunner", "LoopbackSG", "FuseExport"],
                outside: ["CLinuxFile", "Foundation", "Glibc", "Synchronization"]
            ),
            // What tools/bench runs; it is no part of the program.
            Room(
                name: "Benchmarks",
                place: .roof,
                below: ["BenchServer", "FileSAN", "ScenarioRunner"],
                outside: ["ArgumentParser", "Foundation", "Glibc"]
            ),
            // What tools/fuzz runs, and what it throws bytes at; no part of the program either.
            Room(
                name: "Fuzzing",
                place: .roof,
                below: ["Explanation", "Fabric", "LoopbackSG", "VolumeMap"],
                outside: ["Foundation"]
            ),
            Room(
                name: "Fuzzers",
                place: .roof,
                below: ["Fuzzing"],
                outside: ["CLibFuzzer", "Foundation"]
            ),
            // What tests start with a preloaded library; no part of the program either.
            Room(name: "SGProbe", place: .roof, below: ["SGInitiator"], outside: ["Foundation"]),
            Room(
                name: "sanbench",
                place: .roof,
                below: [
                    "BenchServer", "DeviceSAN", "Explanation", "FileSAN", "ISCSITarget",
                    "ScenarioRunner",
                    "SGInitiator",
                ],
                outside: ["ArgumentParser", "Foundation", "Glibc", "Synchronization"]
            ),
        ],
        cellar: [
            "CISAL", "COpenSSL", "CLibFuzzer", "CLinuxFile", "CFuse3", "CSGUtils", "CLinuxSG",
            "CLoopbackSG", "RoundTrips", "SGPreload",
            // No floor stands on it: tests preload it into other programs.
            "CSGCapture",
        ]
    )
}
