import SCSI

/// Sense keys and additional sense codes as the trade writes them: `5/26/00`, or `26/00` where the
/// key goes without saying; all digits are hexadecimal.
private let codeForm = "an additional sense code such as 26/0A"
private let senseForm = codeForm + ", or with a sense key as in 5/26/0A"

/// `26/0A`.
func senseText(_ code: AdditionalSenseCode) -> String {
    pair(code.code) + "/" + pair(code.qualifier)
}

/// `5/26/0A`.
func senseText(_ key: SenseKey, _ code: AdditionalSenseCode) -> String {
    String(key.rawValue, radix: 16, uppercase: true) + "/" + senseText(code)
}

private func pair(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

extension ValueReader {
    /// `26/0A`.
    func additionalSenseCode() -> AdditionalSenseCode? {
        guard let parts = hexadecimalParts(), parts.count == 2 else {
            return refuse(codeForm)
        }
        return AdditionalSenseCode(parts[0], parts[1])
    }

    /// `26/0A`, or `5/26/0A`.
    func senseCode() -> (key: SenseKey?, code: AdditionalSenseCode)? {
        guard let parts = hexadecimalParts() else { return refuse(senseForm) }
        switch parts.count {
        case 2: return (nil, AdditionalSenseCode(parts[0], parts[1]))
        case 3 where SenseKey.names[parts[0]] != nil:
            return (SenseKey(rawValue: parts[0]), AdditionalSenseCode(parts[1], parts[2]))
        default: return refuse(senseForm)
        }
    }

    /// Numbers between strokes, each of one or two hexadecimal digits; `nil` for anything else.
    private func hexadecimalParts() -> [UInt8]? {
        guard case .scalar(let text, isPlain: true) = node.content else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.map { part -> UInt8? in
            guard (1...2).contains(part.utf8.count), part.allSatisfy(\.isHexDigit) else {
                return nil
            }
            return UInt8(part, radix: 16)
        }
        let good = numbers.compactMap { $0 }
        return good.count == numbers.count ? good : nil
    }
}
