import SCSI

/// The mode pages of a logical unit (SPC-4 7.5), shared by all nexuses.
struct ModeParameters {
    /// In the order of their codes.
    private(set) var pages: [ModePage]

    init(pages: [ModePage]) {
        self.pages = pages.sorted { ($0.code, $0.subpage) < ($1.code, $1.subpage) }
    }

    /// The page in force with that code.
    func current(_ code: UInt8) -> [UInt8]? {
        pages.first { $0.code == code && $0.subpage == 0 }?.current
    }

    /// The D_SENSE bit of the control page.
    var isDescriptorSense: Bool { current(0x0A).map { $0[2] & 0x04 != 0 } ?? false }

    /// The NUAR bit of the control page: nobody is told that a reservation was released.
    var isSilentOnRelease: Bool { current(0x0A).map { $0[3] & 0x08 != 0 } ?? false }

    /// The pages that a MODE SENSE asks for; `nil` where there is none of that code.
    func select(_ code: UInt8, _ subpage: UInt8) -> [ModePage]? {
        let found = pages.filter {
            (code == 0x3F || $0.code == code)
                && (subpage == 0xFF || $0.subpage == subpage)
        }
        return found.isEmpty ? nil : found
    }

    /// What MODE SELECT's pages would change: the pages with their new values.
    ///
    /// - Parameters:
    ///   - list: the parameter list.
    ///   - start: where the first page begins.
    /// - Returns: the new pages, or what is wrong with the list.
    func checked(_ list: [UInt8], from start: Int) -> Result<[ModePage], ModeFault> {
        var next = start
        var changed = pages
        while next < list.count {
            let hasSubpage = list[next] & 0x40 != 0
            let header = hasSubpage ? 4 : 2
            guard next + header <= list.count else { return .failure(.truncated) }
            let code = list[next] & 0x3F
            let subpage = hasSubpage ? list[next + 1] : 0
            let length =
                header
                + (hasSubpage
                    ? Int(list[next + 2]) << 8 | Int(list[next + 3]) : Int(list[next + 1]))
            let index = changed.firstIndex { $0.code == code && $0.subpage == subpage }
            guard let index else { return .failure(.field(byte: next, bit: 5)) }
            let page = changed[index]
            if length != page.current.count {
                return .failure(.field(byte: next + (hasSubpage ? 2 : 1), bit: nil))
            }
            guard next + length <= list.count else { return .failure(.truncated) }
            for offset in header..<length {
                let value = list[next + offset]
                let fixed = (value ^ page.current[offset]) & ~page.changeable[offset]
                if fixed != 0 {
                    let bit = UInt8(7 - fixed.leadingZeroBitCount)
                    return .failure(.field(byte: next + offset, bit: bit))
                }
                changed[index].current[offset] = value
            }
            next += length
        }
        return .success(changed)
    }

    /// Puts in force what is so after power on.
    mutating func reset() {
        for index in pages.indices { pages[index].current = pages[index].defaults }
    }

    /// Puts checked pages in force.
    mutating func replace(_ pages: [ModePage]) { self.pages = pages }
}

/// What is wrong with a MODE SELECT parameter list.
enum ModeFault: Error {
    /// It ends inside a page.
    case truncated
    /// A field has a value that cannot be.
    case field(byte: Int, bit: UInt8?)
}
