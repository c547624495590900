import WireBytes

/// CSCD descriptors that name a port and a LUN behind it, byte by byte.
enum PortBytes {
    /// What all of them begin with: type, device type, and a LUN at bytes 4 to 11.
    private static func head(_ type: UInt8, _ device: UInt8, _ lun: Int) -> [UInt8] {
        [type, device, 0, 0] + ListBytes.number(lun, 2) + [UInt8](repeating: 0, count: 6)
    }

    /// A descriptor of 32 bytes; a tape has variable records.
    private static func port(
        _ type: UInt8, _ device: UInt8, _ lun: Int, _ rest: [UInt8]
    ) -> [UInt8] {
        let bytes = head(type, device, lun) + rest
        return bytes + [UInt8](repeating: 0, count: 32 - bytes.count)
    }

    /// E0h.
    static func fibreChannel(_ device: UInt8, name: Int, lun: Int = 0) -> [UInt8] {
        port(0xE0, device, lun, ListBytes.number(name, 8))
    }

    /// E1h.
    static func fibreChannel(_ device: UInt8, identifier: Int, lun: Int = 0) -> [UInt8] {
        port(0xE1, device, lun, [UInt8](repeating: 0, count: 9) + ListBytes.number(identifier, 3))
    }

    /// E2h.
    static func fibreChannel(
        _ device: UInt8, name: Int, identifier: Int, lun: Int = 0
    ) -> [UInt8] {
        port(
            0xE2, device, lun,
            ListBytes.number(name, 8) + [0] + ListBytes.number(identifier, 3))
    }

    /// E3h.
    static func parallel(_ device: UInt8, target: UInt8, lun: Int = 0) -> [UInt8] {
        port(0xE3, device, lun, [0, target])
    }

    /// E9h.
    static func sas(_ device: UInt8, address: Int, lun: Int = 0) -> [UInt8] {
        port(0xE9, device, lun, ListBytes.number(address, 8))
    }

    /// EAh, of 64 bytes.
    static func ipv6(
        _ device: UInt8, _ address: [UInt8], port number: Int = 3260, protocolNumber: Int = 6,
        lun: Int = 0
    ) -> [UInt8] {
        head(0xEA, device, lun) + address + [0, 0, 0, 0] + [0xFF, 0, 0, 0]
            + ListBytes.number(number, 2) + ListBytes.number(protocolNumber, 2)
            + [UInt8](repeating: 0, count: 24)
    }
}
