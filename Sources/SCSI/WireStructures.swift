/// Every structure on the wire, for whoever wants them all: the tests, the fuzzers, `explain`.
///
/// Sorted by folder, then by name. Append the line of a new structure to its folder's part.
public enum WireStructures {
    /// The types.
    public static let all: [any WireCodable.Type] =
        blockCommands + primaryCommands + reservationCommands + streamCommands + modePages
        + vpdPages + thirdPartyCopyVPDDescriptors + senseData + thirdPartyCopy
        + thirdPartyCopyCommands + cscdDescriptors + segmentDescriptors + rodTokens

    // Commands/Block/
    private static let blockCommands: [any WireCodable.Type] = [
        Read10CDB.self,
        Read12CDB.self,
        Read16CDB.self,
        Read6CDB.self,
        ReadCapacity10CDB.self,
        ReadCapacity10ParameterData.self,
        ReadCapacity16CDB.self,
        ReadCapacity16ParameterData.self,
        SynchronizeCache10CDB.self,
        SynchronizeCache16CDB.self,
        Verify10CDB.self,
        Verify16CDB.self,
        Write10CDB.self,
        Write12CDB.self,
        Write16CDB.self,
        Write6CDB.self,
    ]

    // Commands/Primary/
    private static let primaryCommands: [any WireCodable.Type] = [
        AllCommandsParameterData.self,
        CommandDescriptor.self,
        CommandTimeoutsDescriptor.self,
        DirectAccessDeviceSpecificParameter.self,
        GeneralModeParameterBlockDescriptor.self,
        InquiryCDB.self,
        LongLBAModeParameterBlockDescriptor.self,
        ModeParameterHeader10.self,
        ModeParameterHeader6.self,
        ModeSelect10CDB.self,
        ModeSelect6CDB.self,
        ModeSense10CDB.self,
        ModeSense6CDB.self,
        OneCommandParameterData.self,
        PreventAllowMediumRemovalCDB.self,
        ReportLUNsCDB.self,
        ReportLUNsParameterData.self,
        ReportSupportedOperationCodesCDB.self,
        RequestSenseCDB.self,
        SequentialAccessDeviceSpecificParameter.self,
        ShortLBAModeParameterBlockDescriptor.self,
        StandardInquiryData.self,
        TestUnitReadyCDB.self,
    ]

    // Commands/Reservations/
    private static let reservationCommands: [any WireCodable.Type] = [
        FibreChannelTransportID.self,
        FullStatusDescriptor.self,
        ISCSITransportID.self,
        OtherTransportID.self,
        ParallelTransportID.self,
        PersistentReservationDescriptor.self,
        PersistentReserveInCDB.self,
        PersistentReserveOutCDB.self,
        PersistentReserveOutParameterList.self,
        ReadFullStatusParameterData.self,
        ReadKeysParameterData.self,
        ReadReservationParameterData.self,
        RegisterAndMoveParameterList.self,
        ReportCapabilitiesParameterData.self,
        SASTransportID.self,
        SpecifiedInitiatorPorts.self,
        TransportID.self,
    ]

    // Commands/Stream/
    private static let streamCommands: [any WireCodable.Type] = [
        Erase6CDB.self,
        LoadUnloadCDB.self,
        Locate10CDB.self,
        Locate16CDB.self,
        ReadBlockLimitsCDB.self,
        ReadBlockLimitsData.self,
        ReadPositionCDB.self,
        ReadPositionExtendedFormData.self,
        ReadPositionLongFormData.self,
        ReadPositionShortFormData.self,
        ReadStream6CDB.self,
        RewindCDB.self,
        Space6CDB.self,
        WriteFilemarks6CDB.self,
        WriteStream6CDB.self,
    ]

    // Pages/Mode/
    private static let modePages: [any WireCodable.Type] = [
        CachingModePage.self,
        ControlModePage.self,
        DataCompressionModePage.self,
        DeviceConfigurationModePage.self,
    ]

    // Pages/VPD/
    private static let vpdPages: [any WireCodable.Type] = [
        BlockDeviceCharacteristicsVPDPage.self,
        BlockLimitsVPDPage.self,
        DesignationDescriptor.self,
        DeviceIdentificationVPDPage.self,
        SupportedVPDPagesVPDPage.self,
        ThirdPartyCopyDescriptor.self,
        ThirdPartyCopyVPDPage.self,
        UnitSerialNumberVPDPage.self,
    ]

    // Pages/VPD/ThirdPartyCopy/
    private static let thirdPartyCopyVPDDescriptors: [any WireCodable.Type] = [
        BlockDeviceRODTokenLimitsDescriptor.self,
        BlockRODFeaturesDescriptor.self,
        CommandSupportDescriptor.self,
        CopyGroupIdentifierDescriptor.self,
        GeneralCopyOperationsDescriptor.self,
        HeldDataDescriptor.self,
        ParameterDataDescriptor.self,
        RODFeaturesDescriptor.self,
        RODTokenFeaturesDescriptor.self,
        RODTypeDescriptor.self,
        SequentialRODFeaturesDescriptor.self,
        StreamCopyOperationsDescriptor.self,
        SupportedCSCDDescriptorIDsDescriptor.self,
        SupportedCommandsDescriptor.self,
        SupportedDescriptorsDescriptor.self,
        SupportedRODTypesDescriptor.self,
    ]

    // Sense/
    private static let senseData: [any WireCodable.Type] = [
        CommandSpecificSenseDescriptor.self,
        DescriptorFormatSenseData.self,
        FixedFormatSenseData.self,
        ForwardedSenseDescriptor.self,
        InformationSenseDescriptor.self,
        OtherSenseDescriptor.self,
        SenseDataDescriptor.self,
        SenseKeySpecificDescriptor.self,
        StreamCommandsSenseDescriptor.self,
    ]

    // ThirdPartyCopy/
    private static let thirdPartyCopy: [any WireCodable.Type] = [
        BlockDeviceRangeDescriptor.self,
        ExtendedCopyLID1Header.self,
        ExtendedCopyLID4Header.self,
    ]

    // ThirdPartyCopy/CSCDDescriptors/
    private static let cscdDescriptors: [any WireCodable.Type] = [
        AliasCSCDDescriptor.self,
        CSCDDescriptor.self,
        FibreChannelIDCSCDDescriptor.self,
        FibreChannelIDWithNameCSCDDescriptor.self,
        FibreChannelNameCSCDDescriptor.self,
        IEEE1394CSCDDescriptor.self,
        IPCopyServiceCSCDDescriptor.self,
        IPv4CSCDDescriptor.self,
        IPv6CSCDDescriptor.self,
        IdentificationCSCDDescriptor.self,
        ParallelInterfaceCSCDDescriptor.self,
        RDMACSCDDescriptor.self,
        RODCSCDDescriptor.self,
        SASCSCDDescriptor.self,
    ]

    // ThirdPartyCopy/Commands/
    private static let thirdPartyCopyCommands: [any WireCodable.Type] = [
        AllRODTokensData.self,
        CopyDataLID1Data.self,
        CopyDataLID4Data.self,
        CopyFailureDetailsLID1Data.self,
        CopyOperatingParametersData.self,
        CopyOperationAbortCDB.self,
        CopyStatusLID1Data.self,
        CopyStatusLID4Data.self,
        ExtendedCopyLID1CDB.self,
        ExtendedCopyLID4CDB.self,
        PopulateTokenCDB.self,
        PopulateTokenParameterList.self,
        RODTokenDescriptor.self,
        RODTokenInformationData.self,
        ReceiveCopyLID4CDB.self,
        ReceiveCopyResultsCDB.self,
        ReportAllRODTokensCDB.self,
        WriteUsingTokenCDB.self,
        WriteUsingTokenParameterList.self,
    ]

    // ThirdPartyCopy/Segments/
    private static let segmentDescriptors: [any WireCodable.Type] = [
        BlockImageSegment.self,
        BlockOffsetToBlockOffsetSegment.self,
        BlockOffsetToStreamSegment.self,
        BlockToBlockSegment.self,
        BlockToStreamSegment.self,
        EmbeddedToStreamSegment.self,
        InlineToStreamSegment.self,
        LocateSegment.self,
        RODFromBlockRangeSegment.self,
        RODFromBlockRangesSegment.self,
        RegisterKeySegment.self,
        SegmentDescriptor.self,
        SourceITNexusSegment.self,
        SpaceSegment.self,
        StreamToBlockOffsetSegment.self,
        StreamToBlockSegment.self,
        StreamToDiscardSegment.self,
        StreamToStreamSegment.self,
        TapeImageSegment.self,
        VerifySegment.self,
        WriteFilemarksSegment.self,
    ]

    // ThirdPartyCopy/Tokens/
    private static let rodTokens: [any WireCodable.Type] = [
        RODManagementToken.self,
        RODToken.self,
    ]
}
