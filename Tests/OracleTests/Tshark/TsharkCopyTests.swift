import SCSI
import Testing

/// tshark finds our values in third-party copy, as far as it goes: of the segment descriptors it
/// reads the first eight bytes of all and the rest of 02h alone, of the CSCD descriptors E4h with
/// a disk's parameters, of operation code 84h but RECEIVE COPY OPERATING PARAMETERS, and of a list of
/// LID4 the first four bytes. VPD page 8Fh and tokens it does not know.
@Suite struct TsharkCopyTests {
    private static let disk = CannedUnit.disk(1)

    private var cscds: [IdentificationCSCDDescriptor] {
        var disk = IdentificationCSCDDescriptor(
            naming: Self.disk.name, of: .directAccess, .block(length: 0x1_0200))
        disk.relativeInitiatorPortIdentifier = 0x0203
        var tape = IdentificationCSCDDescriptor(
            naming: .t10VendorID(vendor: "SANBENCH", vendorSpecificIdentifier: "T"),
            of: .sequentialAccess, .stream(fixedLength: 0x8000))
        tape.association = .targetPort
        return [disk, tape]
    }

    private func list(_ segments: [SegmentDescriptor]) -> ExtendedCopyParameterList {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = 0x4D
        list.header.sequentialStriped = true
        list.header.listIDUsage = .mayDropResults
        list.header.priority = 5
        list.cscdDescriptors = cscds.map(CSCDDescriptor.identification)
        list.segments = segments
        return list
    }

    private func add(
        _ list: ExtendedCopyParameterList, to dissection: inout Dissection,
        finds: [String: [Found]]
    ) {
        let bytes = list.encoded()
        dissection.add(
            ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)), dataOut: bytes,
            finds: finds.merging([
                "scsi.extcopy.service_action": [0],
                "scsi.extcopy.param_list_len": [.number(UInt64(bytes.count))],
            ]) { $1 })
    }

    @Test func headerAndCSCDDescriptors() throws {
        var dissection = Dissection(.directAccess)
        var list = list([.writeFilemarks(WriteFilemarksSegment())])
        list.inlineData = [0xA1, 0xB2, 0xC3, 0xD4]
        add(
            list, to: &dissection,
            finds: [
                "scsi.extcopy.list_id": [0x4D],
                "scsi.extcopy.xcopy_param_str": [1],
                "scsi.extcopy.xcopy_param_list_id_usage": [2],
                "scsi.extcopy.xcopy_param_priority": [5],
                "scsi.extcopy.cscd_list_len": [64],
                "scsi.extcopy.seg_desc_list_len": [12],
                "scsi.extcopy.inline_data_len": [4],
                "scsi.inline_data": [.bytes([0xA1, 0xB2, 0xC3, 0xD4])],
                "scsi.cscd_desc_type_code": [0xE4, 0xE4],
                "scsi.extcopy.per_dev_type": [0x00, 0x01],
                "scsi.extcopy.rel_init_port_id": [0x0203, 0],
                "scsi.extcopy.cscd_code_set": [1, 2],
                "scsi.extcopy.cscd_assoc": [0, 1],
                "scsi.extcopy.cscd_des_type": [3, 1],
                "scsi.extcopy.cscd_des_len": [16, 9],
                "scsi.designator": cscds.map { .bytes($0.designator) },
                "scsi.naa.type": [6],
                "scsi.naa.ieee_company_id": [0x5A_4E42],
                "scsi.naa.vendor_specific.extension": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
                "scsi.extcopy.disk_block_len": [0x1_0200],
            ])
        try dissection.check()
    }

    @Test func segmentDescriptors() throws {
        var copy = BlockToBlockSegment()
        copy.destinationCount = true
        copy.source = CSCDDescriptorID(rawValue: 0x0102)
        copy.destination = .receiver
        copy.numberOfBlocks = 0x1234
        copy.sourceLogicalBlockAddress = 0x0102_0304_0506_0708
        copy.destinationLogicalBlockAddress = 0x1112_1314_1516_1718
        var other = copy
        other.destinationCount = false
        other.cat = true
        other.numberOfBlocks = 9
        var toTape = BlockToStreamSegment()
        toTape.cat = true
        toTape.source = CSCDDescriptorID(rawValue: 5)
        toTape.destination = CSCDDescriptorID(rawValue: 6)
        var fromTape = StreamToBlockSegment()
        fromTape.source = CSCDDescriptorID(rawValue: 7)
        fromTape.destination = CSCDDescriptorID(rawValue: 8)
        var inline = InlineToStreamSegment()
        inline.destination = CSCDDescriptorID(rawValue: 9)
        var discard = StreamToDiscardSegment()
        discard.source = CSCDDescriptorID(rawValue: 10)
        var marks = WriteFilemarksSegment()
        marks.destination = CSCDDescriptorID(rawValue: 11)
        var dissection = Dissection(.directAccess)
        add(
            list([
                .blockToBlock(copy), .blockToStream(toTape), .streamToBlock(fromTape),
                .inlineToStream(inline), .streamToDiscard(discard), .writeFilemarks(marks),
                .blockToBlock(other),
            ]),
            to: &dissection,
            finds: [
                "scsi.extcopy.seg_desc_type": [0x02, 0x00, 0x01, 0x04, 0x06, 0x10, 0x02],
                "scsi.extcopy.seg_desc_dc": [1, 0, 0, 0, 0, 0, 0],
                "scsi.extcopy.seg_desc_cat": [0, 1, 0, 0, 0, 0, 1],
                "scsi.segment_descriptor_length": [24, 20, 20, 16, 12, 8, 24],
                "scsi.extcopy.seg_desc_src_id": [0x0102, 5, 7, 0, 10, 0, 0x0102],
                "scsi.extcopy.seg_desc_dest_id": [0xFFFF, 6, 8, 9, 0, 11, 0xFFFF],
                "scsi.extcopy.seg_desc_num_of_blocks": [0x1234, 9],
                "scsi.extcopy.source_lba": [0x0102_0304_0506_0708, 0x0102_0304_0506_0708],
                "scsi.extcopy.dest_lba": [0x1112_1314_1516_1718, 0x1112_1314_1516_1718],
            ])
        try dissection.check()
    }

    @Test func headerOfLID4() throws {
        var header = ExtendedCopyLID4Header()
        header.sequentialStriped = true
        header.listIDUsage = .mayDropResults
        header.priority = 6
        header.headerCSCDDescriptorListLength = 0x0123
        var dissection = Dissection(.directAccess)
        let bytes = header.encoded()
        dissection.add(
            ExtendedCopyLID4CDB(parameterListLength: UInt32(bytes.count)), dataOut: bytes,
            finds: [
                "scsi.extcopy.service_action": [1], "scsi.extcopy.param_list_len": [48],
                "scsi.extcopy.list_format": [1], "scsi.extcopy.xcopy_param_str": [1],
                "scsi.extcopy.xcopy_param_list_id_usage": [2],
                "scsi.extcopy.xcopy_param_priority": [6],
                "scsi.extcopy.hdr_cscd_list_len": [0x0123],
            ])
        try dissection.check()
    }

    @Test func operatingParameters() throws {
        var dissection = Dissection(.directAccess)
        dissection.add(
            ReceiveCopyResultsCDB(.operatingParameters, allocationLength: 0x0102_0304),
            dataIn: Self.disk.operatingParameters.encoded(),
            finds: ["scsi.recv_copy.service_action": [3], "scsi.cdb.alloclen32": [0x0102_0304]],
            inReply: [
                "scsi.recv_copy.avail_data": [47],
                "scsi.recv_copy.snlid": [1],
                "scsi.recv_copy.max_cscd_desc_count": [5],
                "scsi.recv_copy.max_seg_desc_count": [9],
                "scsi.recv_copy.max_desc_list_len": [0x700],
                "scsi.recv_copy.max_seg_len": [0x0123_4567],
                "scsi.recv_copy.max_inline_data_len": [0x2468],
                "scsi.recv_copy.max_held_data_limit": [0x1357],
                "scsi.recv_copy.max_stream_dev_trans_size": [0x10_0040],
                "scsi.recv_copy.total_con_copies": [0x0203],
                "scsi.recv_copy.max_con_copies": [0x21],
                "scsi.recv_copy.data_seg_gran": [9],
                "scsi.recv_copy.inline_data_gran": [2],
                "scsi.recv_copy.held_data_gran": [3],
                "scsi.recv_copy.implemented_desc_list_len": [7],
                "scsi.cscd_desc_type_code": [0x00, 0x01, 0x02, 0x04, 0x06, 0x10, 0xE4],
            ])
        try dissection.check()
    }
}
