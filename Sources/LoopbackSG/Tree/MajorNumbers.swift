/// The machine's /proc/devices with the loopback host's drivers in it: sg_xcopy and ddpt look there
/// for what a node's major number means.
struct MajorNumbers: Equatable, Sendable {
    /// The numbers that the kernel gives to drivers that ask for any (devices.txt, dynamic).
    private static let free = (234...254).reversed()

    /// The file's content.
    let text: String
    /// bsg's major number: the machine's own, or one that nobody has.
    let blockGeneric: Int

    /// Adds the bench's drivers to what the machine says.
    init(machine: String) {
        var sections: [[(number: Int, name: String)]] = [[], []]
        var section = 0
        for line in machine.split(separator: "\n") {
            if line.hasPrefix("Block") { section = 1 }
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int(words[0]) else { continue }
            sections[section].append((number, String(words[1])))
        }
        let known = sections[0].first { $0.name == "bsg" }?.number
        let taken = Set(sections[0].map(\.number))
        blockGeneric = known ?? Self.free.first { !taken.contains($0) } ?? 254
        let added = [[(9, "st"), (21, "sg"), (blockGeneric, "bsg")], [(8, "sd")]]
        for section in 0..<2 {
            for (number, name) in added[section]
            where !sections[section].contains(where: { $0.number == number && $0.name == name }) {
                sections[section].append((number, name))
            }
            sections[section].sort { $0.number < $1.number }
        }
        text = zip(["Character", "Block"], sections).map { title, lines in
            "\(title) devices:\n"
                + lines.map { number, name in
                    let digits = "\(number)"
                    let space = String(repeating: " ", count: max(0, 3 - digits.count))
                    return "\(space)\(digits) \(name)\n"
                }.joined()
        }.joined(separator: "\n")
    }
}
