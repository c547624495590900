/// A command of third-party copy: an operation code and a service action.
public struct ThirdPartyCopyCommand: Hashable, Sendable, Comparable {
    /// 83h or 84h.
    public var operationCode: UInt8
    /// The SERVICE ACTION field.
    public var serviceAction: UInt8

    /// A command of 83h (`originate`) or 84h (`retrieve`).
    private init(_ operationCode: UInt8, _ serviceAction: UInt8) {
        self.operationCode = operationCode
        self.serviceAction = serviceAction
    }

    public static let extendedCopyLID1 = Self(0x83, 0x00)
    public static let extendedCopyLID4 = Self(0x83, 0x01)
    public static let populateToken = Self(0x83, 0x10)
    public static let writeUsingToken = Self(0x83, 0x11)
    public static let copyOperationAbort = Self(0x83, 0x1C)
    public static let copyStatusLID1 = Self(0x84, 0x00)
    public static let copyDataLID1 = Self(0x84, 0x01)
    public static let operatingParameters = Self(0x84, 0x03)
    public static let failureDetailsLID1 = Self(0x84, 0x04)
    public static let copyStatusLID4 = Self(0x84, 0x05)
    public static let copyDataLID4 = Self(0x84, 0x06)
    public static let rodTokenInformation = Self(0x84, 0x07)
    public static let reportAllRODTokens = Self(0x84, 0x08)

    /// All that the standard names and this copy manager knows, ascending.
    public static let all: [Self] = [
        extendedCopyLID1, extendedCopyLID4, populateToken, writeUsingToken, copyOperationAbort,
        copyStatusLID1, copyDataLID1, operatingParameters, failureDetailsLID1, copyStatusLID4,
        copyDataLID4, rodTokenInformation, reportAllRODTokens,
    ]

    /// The command of a CDB; `nil` where it is none of these.
    public init?(cdb: [UInt8]) {
        guard cdb.count > 1 else { return nil }
        let command = Self(cdb[0], cdb[1] & 0x1F)
        guard Self.all.contains(command) else { return nil }
        self = command
    }

    /// `83h/00h`.
    public var text: String {
        let digits = [operationCode, serviceAction].map {
            ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) + "h"
        }
        return digits.joined(separator: "/")
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.operationCode, left.serviceAction) < (right.operationCode, right.serviceAction)
    }
}
