/// `8388608` as `8,388,608`.
public func grouped(_ count: UInt64) -> String {
    var text = ""
    for (index, digit) in String(count).reversed().enumerated() {
        if index > 0 && index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return String(text.reversed())
}
