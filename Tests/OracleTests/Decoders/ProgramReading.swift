import Testing
import WireBytes

/// What a program makes of bytes that we encoded.
enum ProgramReading {
    /// Runs a program that reads hexadecimal digits from the file `in`, and gives the lines that it
    /// prints, without blanks at their ends; empty lines are left out.
    static func lines(
        _ program: String, _ arguments: [String], of bytes: [UInt8]
    ) throws -> [String] {
        let directory = try ScratchDirectory()
        try directory.write(Array(hexPairs(bytes).utf8), to: "in")
        let ended = try Program(program).run(arguments, in: directory)
        #expect(ended.status == 0, "\(ended.errors)")
        return lines(ended.output)
    }

    static func lines(_ output: String) -> [String] {
        output.split(separator: "\n").map(trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ line: Substring) -> String {
        let start = line.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// `value` with `change` made to it.
func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}
