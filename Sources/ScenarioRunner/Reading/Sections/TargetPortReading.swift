import Fabric
import SCSI
import WireBytes

/// Reading `ports` and `lun` of a logical unit: by what CSCD descriptors of types E0h to E3h, E9h and
/// EAh name it.
extension CaseReader {
    /// The ports that lead to a logical unit.
    func targetPorts(_ value: ValueReader) -> [TargetPort]? {
        guard let elements = value.elements() else { return nil }
        let limit = ReadingLimits.portsOfAUnit
        guard elements.count <= limit else {
            return value.refuse("at most \(limit) ports", found: "\(elements.count)")
        }
        return value.list(targetPort)
    }

    /// The LUN that a logical unit has behind its ports.
    func logicalUnitNumber(_ value: ValueReader) -> LogicalUnitNumber? {
        value.number(0...0xFF as ClosedRange<UInt16>).map { LogicalUnitNumber($0) }
    }

    private func targetPort(_ value: ValueReader) -> TargetPort? {
        let kinds: [(key: String, others: [String])] = [
            ("n_port_name", ["n_port_id"]), ("target_identifier", []), ("sas_address", []),
            ("ipv6_address", ["port_number", "internet_protocol_number"]),
        ]
        guard let (kind, mapping) = value.oneOf(kinds) else { return nil }
        switch kind {
        case "n_port_name":
            let name = mapping.required(kind, "8 bytes") { number($0, 8) }
            let identifier = mapping.required("n_port_id", "3 bytes") { number($0, 3) }
            guard let name, let identifier else { return nil }
            return .fibreChannel(name: name, identifier: UInt32(identifier))
        case "target_identifier":
            return mapping.required(kind, "a number from 0 to 15") {
                $0.number(0...15 as ClosedRange<UInt8>)
            }.map { .parallelInterface(target: $0) }
        case "sas_address":
            return mapping.required(kind, "8 bytes") { number($0, 8) }.map { .sas(address: $0) }
        default:
            let address = mapping.required(kind, "16 bytes") { $0.hexBytes(16...16) }
            let port = mapping.required("port_number", "a number from 1 to 65535") {
                $0.number(1...UInt16.max)
            }
            let number = mapping.optional("internet_protocol_number", default: 6) {
                $0.number(0...UInt16.max)
            }
            guard let address, let port, let number else { return nil }
            return .ipv6(address: address, port: port, protocolNumber: number)
        }
    }

    /// The number that a fixed number of bytes are, most significant first.
    private func number(_ value: ValueReader, _ count: Int) -> UInt64? {
        value.hexBytes(count...count).map { $0.bigEndian(at: 0, count: count) }
    }
}
