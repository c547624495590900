import CopyManager
import Devices
import SCSI

/// A port through which a logical unit is reached, as the addresses of its transport name it.
public enum TargetPort: Equatable, Sendable {
    /// A Fibre Channel port: its N_Port_Name, and the N_Port_ID that the fabric gave it.
    case fibreChannel(name: UInt64, identifier: UInt32)
    /// A target on a parallel bus, 0 to 15.
    case parallelInterface(target: UInt8)
    /// A SAS port.
    case sas(address: UInt64)
    /// A port reached by IPv6: an address of 16 bytes, a port number, and the number of the
    /// internet protocol (6 for TCP).
    case ipv6(address: [UInt8], port: UInt16, protocolNumber: UInt16)
}

extension FabricUnit {
    /// Whether a CSCD descriptor that says this means this logical unit.
    func isNamed(by identity: CopyTargetIdentity) -> Bool {
        switch identity {
        case .designator(let codeSet, let association, let type, let designator):
            return logicalUnit.identity.designators.contains {
                $0.codeSet == codeSet && $0.association == association
                    && $0.designatorType == type && $0.designator == designator
            }
        case .fibreChannel(let name, let identifier, let lun):
            return lun == self.lun
                && ports.contains {
                    guard case .fibreChannel(let ownName, let ownIdentifier) = $0 else {
                        return false
                    }
                    return (name ?? ownName) == ownName
                        && (identifier ?? ownIdentifier) == ownIdentifier
                }
        case .parallelInterface(let target, let lun):
            return lun == self.lun && ports.contains(.parallelInterface(target: target))
        case .sas(let address, let lun):
            return lun == self.lun && ports.contains(.sas(address: address))
        case .ipv6(let address, let port, let protocolNumber, let lun):
            return lun == self.lun
                && ports.contains(
                    .ipv6(address: address, port: port, protocolNumber: protocolNumber))
        }
    }
}
