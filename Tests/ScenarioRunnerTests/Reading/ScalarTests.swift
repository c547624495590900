import ScenarioRunner
import Testing
import Timebase

/// Durations, sizes, numbers and bytes, each through the key of a scenario that takes one.
@Suite struct ScalarTests {
    @Test(
        arguments: [
            ("1ns", 1), ("1us", 1000), ("20ms", 20_000_000), ("2.9s", 2_900_000_000),
            ("77.000000001s", 77_000_000_001), ("0.000001ms", 1), ("0.001us", 1),
            ("2min", 120_000_000_000), ("1.5min", 90_000_000_000), ("1h", 3_600_000_000_000),
            ("0.000000001h", 3600), ("0.1s", 100_000_000), ("03s", 3_000_000_000),
            ("9223372036854775807ns", .max), ("9223372036.854775807s", .max),
        ] as [(String, Int64)]
    )
    func durationsAreExact(text: String, nanoseconds: Int64) throws {
        let one = try onlyCase("steps: [wait: {for: \(text)}]")
        #expect(one.steps.map(\.action) == [.wait(Nanoseconds(nanoseconds))])
    }

    private static let form = "a duration such as 3s, 2.9s, 20ms, 5us, 1ns, 2min or 1h"
    private static let tooLong = "at most 2562047h (292 years)"

    @Test(
        arguments: [
            ("0s", "more than 0s"), ("3", form), ("3 s", form), ("s", form), (".5s", form),
            ("3.s", form), ("1.2.3s", form), ("3S", form), ("1e3s", form), ("3sec", form),
            ("+3s", form), ("٣s", form), ("\"3s\"", form), ("[3s]", form), ("~", form),
            ("-3s", "a duration that is not negative, such as 0s or 2.9s"),
            ("1.5ns", "whole nanoseconds"),
            ("1.0000000000s", "at most 9 decimal places (a nanosecond) in this unit"),
            ("1.0001us", "at most 3 decimal places (a nanosecond) in this unit"),
            ("9223372036854775808ns", tooLong), ("9223372036.854775808s", tooLong),
            ("2562048h", tooLong), ("99999999999999999999s", tooLong),
        ]
    )
    func whatIsNoDuration(text: String, expected: String) {
        let result = faults(in: shortest + "steps: [wait: {for: \(text)}]")
        #expect(result.hasPrefix("a.yaml:4:21: steps[0].wait.for: found "))
        #expect(result.hasSuffix("; expected " + expected))
    }

    @Test(
        arguments: [
            ("1", 1), ("512", 512), ("512B", 512), ("4KiB", 4096), ("64MiB", 64 << 20),
            ("1GiB", 1 << 30), ("2TiB", 2 << 40), ("1048576TiB", 1 << 60),
        ]
    )
    func sizesAreExact(text: String, bytes: Int) throws {
        let text = """
            schema: 1
            scenario: sample
            logical_units: [{id: t0, type: tape, capacity: \(text), early_warning: 0}]
            """
        let scenario = try Scenario.read(text: text, file: "a").get()
        guard case .tape(let tape) = scenario.cases[0].logicalUnits[0].device else {
            Issue.record("no tape")
            return
        }
        #expect(tape.capacity == bytes)
    }

    private static let size = "a size in bytes such as 512, 4KiB, 64MiB, 1GiB or 2TiB"

    @Test(
        arguments: [
            ("4KB", "KiB, or bytes in full: KB may mean 1000 or 1024"),
            ("4k", "KiB, or bytes in full: k may mean 1000 or 1024"),
            ("4M", "MiB, or bytes in full: M may mean 1000 or 1024"),
            ("4Gb", "GiB, or bytes in full: Gb may mean 1000 or 1024"),
            ("4kib", size), ("1.5MiB", size), ("MiB", size), ("4 KiB", size), ("0x200", size),
            ("512 MB", size), ("010", size + ", without leading zeros"),
            ("-1", "a size that is not negative"),
            ("0", "from 1 to 1152921504606846976 bytes"),
            ("1048577TiB", "from 1 to 1152921504606846976 bytes"),
            ("8388608TiB", "a size below 8388608TiB"),
            ("9223372036854775808", "a size below 8388608TiB"),
        ]
    )
    func whatIsNoSize(text: String, expected: String) {
        let text = """
            schema: 1
            scenario: sample
            logical_units: [{id: t0, type: tape, capacity: \(text), early_warning: 0}]
            """
        let result = faults(in: text)
        #expect(result.hasPrefix("a.yaml:3:48: logical_units[0].capacity: found "))
        #expect(result.hasSuffix("; expected " + expected))
    }

    @Test(
        arguments: [
            ("0", 0), ("12", 12), ("0Ch", 12), ("0ch", 12), ("C001h", 0xC001), ("0x0C", 12),
            ("0XfF", 255), ("10b", 2), ("1100b", 12), ("0x10b", 0x10B), ("10bh", 0x10B),
            ("00h", 0), ("FFFFFFFFFFFFFFFFh", .max), ("18446744073709551615", .max),
        ] as [(String, UInt64)]
    )
    func numbersAreReadAsTheStandardsWriteThem(text: String, value: UInt64) throws {
        #expect(try onlyCase("seed: \(text)").seed == value)
    }

    private static let number = "a number such as 12, 0Ch, 0x0C or 1100b"

    @Test(
        arguments: [
            ("012", number), ("12b", number), ("0Gh", number), ("h", number), ("0x", number),
            ("1_000", number), ("+1", number), ("1.0", number), ("C001", number),
            ("\"7\"", number), ("seven", number), ("{}", number), ("", number), ("0x-1", number),
            ("-1", "a number that is not negative"),
            ("18446744073709551616", "a number of at most 64 bits"),
            ("10000000000000000h", "a number of at most 64 bits"),
        ]
    )
    func whatIsNoNumber(text: String, expected: String) {
        let result = faults(in: shortest + "seed: \(text)\n")
        #expect(result.hasPrefix("a.yaml:4:"))
        #expect(result.contains(": seed: found "))
        #expect(result.hasSuffix("; expected " + expected))
    }

    @Test(
        arguments: [
            ("true", nil), ("false", nil), ("yes", "yes"), ("True", "True"), ("1", "1"),
            ("\"true\"", "\"true\""), ("", "nothing"),
        ] as [(String, String?)]
    )
    func booleansAreTrueOrFalse(text: String, found: String?) {
        let text = """
            schema: 1
            scenario: sample
            logical_units:
              - {id: d0, type: disk, size: 512, write_cache: \(text)}
            """
        let result = faults(in: text)
        if let found {
            let place = "a.yaml:4:50: logical_units[0].write_cache: "
            #expect(result == place + "found \(found); expected true or false")
        } else {
            #expect(result == "")
        }
    }

    @Test func patternsHaveWildcardsAndBytesHaveComments() throws {
        let one = try onlyCase(
            """
            steps:
              - copy:
                  receiver: d0
                  parameter_list: |
                    21 11 ; the beginning
                    0040
            expect: [{sense_bytes: f0 ?? 0A}]
            """
        )
        let pattern = BytePattern(bytes: [0xF0, nil, 0x0A])
        #expect(one.expectations.map(\.condition) == [.senseBytes(pattern)])
        guard case .copy(let copy) = one.steps[0].action else {
            Issue.record("no copy")
            return
        }
        #expect(copy.parameterList == [0x21, 0x11, 0x00, 0x40])
    }

    private static let pairs = "byte pairs such as 0a ?? ff with blanks between"

    @Test(
        arguments: [
            ("f0 ?", "found f0 ?; expected \(pairs) (pair 2 is ?)"),
            ("f000", "found f000; expected \(pairs) (pair 1 is f000)"),
            ("+1", "found +1; expected \(pairs) (pair 1 is +1)"),
            ("\"\"", "found \"\"; expected hexadecimal byte pairs such as 0a ?? ff"),
            ("\" \"", "found \" \"; expected hexadecimal byte pairs such as 0a ?? ff"),
        ]
    )
    func whatIsNoPattern(text: String, expected: String) {
        let result = faults(in: shortest + "expect: [{sense_bytes: \(text)}]")
        #expect(result == "a.yaml:4:24: expect[0].sense_bytes: " + expected)
    }
}
