import SCSI
import Testing
import WireBytes

/// sg_persist and our structures agree on persistent reservations, both ways.
@Suite struct SGPersistTests {
    /// Options, the service action that they ask for, and the parameter list that goes with it.
    struct Out: CustomTestStringConvertible {
        var options: String
        var action: PersistentReserveOutServiceAction
        var type = PersistentReservationType(rawValue: 0)
        var list: PersistentReserveOutParameterList

        var testDescription: String { "sg_persist --out \(options)" }
    }

    static let outs: [Out] = [
        Out(
            options: "--register --param-rk=0x102 --param-sark=0x1234567890abcdef --param-aptpl"
                + " --param-alltgpt",
            action: .register,
            list: changed(
                .init(reservationKey: 0x102, serviceActionReservationKey: 0x1234_5678_90AB_CDEF)
            ) {
                $0.aptpl = true
                $0.allTgPt = true
            }),
        Out(
            options: "--reserve --param-rk=0x77 --prout-type=5", action: .reserve,
            type: .writeExclusiveRegistrantsOnly, list: .init(reservationKey: 0x77)),
        Out(
            options: "--release --param-rk=0x77 --prout-type=8", action: .release,
            type: .exclusiveAccessAllRegistrants, list: .init(reservationKey: 0x77)),
        Out(
            options: "--clear --param-rk=0x77", action: .clear, list: .init(reservationKey: 0x77)),
        Out(
            options: "--preempt --param-rk=0x77 --param-sark=0x88 --prout-type=6",
            action: .preempt, type: .exclusiveAccessRegistrantsOnly,
            list: .init(reservationKey: 0x77, serviceActionReservationKey: 0x88)),
        Out(
            options: "--preempt-abort --param-rk=0x77 --param-sark=0x88 --prout-type=3",
            action: .preemptAndAbort, type: .exclusiveAccess,
            list: .init(reservationKey: 0x77, serviceActionReservationKey: 0x88)),
        Out(
            options: "--register-ignore --param-sark=0x88",
            action: .registerAndIgnoreExistingKey,
            list: .init(reservationKey: 0, serviceActionReservationKey: 0x88)),
    ]

    @Test(arguments: outs)
    func whatItSendsDecodes(out: Out) throws {
        var capture = SGCapture()
        capture.answer(0, [0x5F])
        capture.add(.disk(0), 0)
        let options = out.options.split(separator: " ").map(String.init)
        let (ended, commands) = try capture.run("sg_persist", ["--out"] + options + ["/dev/sg0"])
        #expect(ended.status == 0, "\(ended.errors)")
        let command = try #require(commands.first { $0.cdb[0] == 0x5F })
        var cdb = PersistentReserveOutCDB()
        cdb.serviceAction = out.action
        cdb.type = out.type
        cdb.parameterListLength = 24
        #expect(try PersistentReserveOutCDB(command.cdb) == cdb)
        #expect(cdb.encoded() == command.cdb)
        #expect(try PersistentReserveOutParameterList(command.dataOut) == out.list)
        #expect(out.list.encoded() == command.dataOut)
    }

    private func read(
        _ option: String, _ action: PersistentReserveInServiceAction, _ data: [UInt8]
    ) throws -> [String] {
        var capture = SGCapture()
        var cdb = PersistentReserveInCDB()
        cdb.serviceAction = action
        cdb.allocationLength = 0x2000
        capture.answer(0, cdb.encoded(), with: data)
        capture.add(.disk(0), 0)
        let (ended, _) = try capture.run("sg_persist", ["--in", option, "/dev/sg0"])
        #expect(ended.status == 0, "\(ended.errors)")
        // Behind the device's name and its type.
        return Array(ProgramReading.lines(ended.output).dropFirst(2))
    }

    @Test func itReadsKeysAndReservations() throws {
        let keys = ReadKeysParameterData(
            prGeneration: 9, reservationKeys: [1, 0x1122_3344_5566_7788])
        #expect(
            try read("--read-keys", .readKeys, keys.encoded()) == [
                "PR generation=0x9, 2 registered reservation keys follow:", "0x1",
                "0x1122334455667788",
            ])
        let reservation = ReadReservationParameterData(
            prGeneration: 10,
            reservation: .init(
                reservationKey: 0x1122_3344_5566_7788, type: .writeExclusiveRegistrantsOnly))
        #expect(
            try read("--read-reservation", .readReservation, reservation.encoded()) == [
                "PR generation=0xa, Reservation follows:", "Key=0x1122334455667788",
                "scope: LU_SCOPE,  type: Write Exclusive, registrants only",
            ])
    }

    @Test func itReadsCapabilities() throws {
        var data = ReportCapabilitiesParameterData()
        data.crh = true
        data.atpC = true
        data.tmv = true
        data.ptplA = true
        data.wrEx = true
        data.exAcAr = true
        #expect(
            try read("--report-capabilities", .reportCapabilities, data.encoded()) == [
                "Report capabilities response:",
                "Replace Lost Reservation Capable(RLR_C): 0",
                "Compatible Reservation Handling(CRH): 1",
                "Specify Initiator Ports Capable(SIP_C): 0",
                "All Target Ports Capable(ATP_C): 1",
                "Persist Through Power Loss Capable(PTPL_C): 0",
                "Type Mask Valid(TMV): 1",
                "Allow Commands: 0",
                "Persist Through Power Loss Active(PTPL_A): 1",
                "Support indicated in Type mask:",
                "Write Exclusive, all registrants: 0",
                "Exclusive Access, registrants only: 0",
                "Write Exclusive, registrants only: 0",
                "Exclusive Access: 0",
                "Write Exclusive: 1",
                "Exclusive Access, all registrants: 1",
            ])
    }

    @Test func tsharkReadsThemToo() throws {
        var dissection = Dissection(.directAccess)
        var keysCDB = PersistentReserveInCDB()
        keysCDB.allocationLength = 0x0102
        dissection.add(
            keysCDB,
            dataIn: ReadKeysParameterData(prGeneration: 9, reservationKeys: [1, 0x1122]).encoded(),
            finds: ["scsi.persresvin.svcaction": [0], "scsi.cdb.alloclen16": [0x0102]],
            inReply: [
                "scsi.persresvin.generation_number": [9],
                "scsi.persresvin.additional_length": [16],
                "scsi.spc.resv.key": [
                    .bytes([0, 0, 0, 0, 0, 0, 0, 1]), .bytes([0, 0, 0, 0, 0, 0, 0x11, 0x22]),
                ],
            ])
        var reservationCDB = PersistentReserveInCDB()
        reservationCDB.serviceAction = .readReservation
        reservationCDB.allocationLength = 0x18
        dissection.add(
            reservationCDB,
            dataIn: ReadReservationParameterData(
                prGeneration: 10, reservation: .init(reservationKey: 7, type: .exclusiveAccess)
            ).encoded(),
            finds: ["scsi.persresvin.svcaction": [1]],
            inReply: [
                "scsi.persresvin.generation_number": [10],
                "scsi.spc.resv.key": [.bytes([0, 0, 0, 0, 0, 0, 0, 7])],
                "scsi.persresv.scope": [0], "scsi.persresv.type": [3],
            ])
        var out = PersistentReserveOutCDB()
        out.serviceAction = .preempt
        out.type = .writeExclusiveAllRegistrants
        out.parameterListLength = 24
        dissection.add(
            out,
            dataOut: PersistentReserveOutParameterList(
                reservationKey: 0x0102_0304_0506_0708,
                serviceActionReservationKey: 0x1112_1314_1516_1718
            ).encoded(),
            finds: [
                "scsi.persresvout.svcaction": [4], "scsi.persresv.scope": [0],
                "scsi.persresv.type": [7],
                "scsi.persresv.reskey": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
                "scsi.persresv.sareskey": [
                    .bytes([0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18])
                ],
            ])
        try dissection.check()
    }
}
